import { XEN_PCI_OP_enable_msix } from '../abi/pciif.ts';
import { xenbusStateName } from '../abi/xenbus.ts';
import type { EventLog, LogRecord } from '../executor/event-log.ts';
import { Ev, HostCall, siteNames } from '../platform/recorder.ts';
import type { Program } from '../program/program.ts';
import {
  type AerErr,
  flagName,
  type RequestText,
  requestArguments,
  requestText,
  wordName,
  wordValue,
} from './page-text.ts';
import { effectText } from './step-text.ts';
import type { TraceFunctions } from './trace-functions.ts';
import {
  aerCallbackName,
  aerResultText,
  grantStatusText,
  hex,
  lockFaultName,
  powerStateName,
  resetKindName,
  serviceName,
  severityName,
  statusText,
} from './trace-names.ts';
import { quoted, visible } from './visible-text.ts';

/** What is needed to put a record in words. */
export interface Wording {
  readonly log: EventLog;
  readonly functions: TraceFunctions;
  readonly program: Program;
}

/** The words of one record; undefined for records that take part in others' lines only. */
export function recordText(
  record: LogRecord,
  wording: Wording,
  aerErr: AerErr = 'result',
): string | undefined {
  return (
    pageText(record, aerErr) ??
    hostText(record, wording) ??
    xenText(record, wording) ??
    otherText(record, wording) ??
    resultText(record, wording)
  );
}

const site = (number: number): string => (number > 0 ? ` in ${siteNames[number] ?? `site ${number}`}` : '');
const errorOf = (status: number): string => (status === 0 ? '' : ` fails: ${statusText(status)}`);

/** Accesses of the shared page. */
export function pageText({ code, b, c, d, e }: LogRecord, aerErr: AerErr): string | undefined {
  switch (code) {
    case Ev.Fetch:
      if (c > 4) return `fetch of ${c} bytes at offset ${b}${site(e)}`;
      return `fetch ${wordName(b, c)} = ${wordValue(b, c, d, aerErr)} (offset ${b})${site(e)}`;
    case Ev.Store:
      return `store ${wordName(b, c)} = ${wordValue(b, c, d, aerErr)}`;
    case Ev.FlagBit:
      if (c === 0) return `${flagName(b)} is ${d & (1 << b) ? 'set' : 'clear'}`;
      return `${flagName(b)} ${c === 1 ? 'set' : 'cleared'}${changes(b, c, d) ? '' : ' (as before)'}`;
    default:
      return undefined;
  }
}

/** A set bit was clear, or a cleared one set. */
const changes = (bit: number, how: number, before: number): boolean =>
  ((before & (1 << bit)) === 0) === (how === 1);

/** Registers, services of the PCI core, interrupts. */
function hostText({ code, a, b, c, d, e }: LogRecord, { functions }: Wording): string | undefined {
  const fn = (): string => functions.address(a);
  switch (code) {
    case Ev.ConfigRead: {
      const what = `config read ${fn()} ${functions.register(a, b, c)}`;
      return e === 0 ? `${what} = ${hex(d, c)}` : `${what} fails: ${statusText(e)}, ${hex(d, c)}`;
    }
    case Ev.ConfigWrite: {
      const change = d === e ? `stays ${hex(d, c)}` : `${hex(e, c)} -> ${hex(d, c)}`;
      return `config write ${fn()} ${functions.register(a, b, c)} ${change}`;
    }
    case Ev.HostEnter:
      return b === 0
        ? `the hypervisor looks at ${fn()}`
        : `${serviceName(b)} ${fn()}${serviceArgument(b, c)}`;
    case Ev.HostExit:
      return c === 0 ? undefined : `${serviceName(b)} returns ${statusText(c)}`;
    case Ev.FunctionReset:
      return `${fn()}: ${resetKindName(b)}`;
    case Ev.UnsupportedRequest:
      return `${fn()}: memory access while it does not decode memory (Unsupported Request)`;
    case Ev.OutOfWindow:
      return `access at ${b} leaves the window of ${fn()}`;
    case Ev.Owner:
      return b < 0 ? `${fn()} has no owner any more` : `owner of ${fn()} is dom${b}`;
    case Ev.PhysdevMsix:
      return `hypercall ${b === 0 ? 'prepare_msix' : 'release_msix'} for ${fn()}`;
    case Ev.MsixEntry:
      return `entry ${b} of the MSI-X table of ${fn()} is irq ${c}`;
    case Ev.AerVerdict:
      return `${aerCallbackName(b)} of ${fn()} gives ${b === 3 ? 'no verdict' : aerResultText(c)}`;
    case Ev.IrqRequest:
      return `handler${b < 0 ? '' : ` of ${functions.address(b)}`} on irq ${a} ${c === 0 ? 'installed' : `not installed: ${statusText(c)}`}`;
    case Ev.IrqFree:
      return `handler${b < 0 ? '' : ` of ${functions.address(b)}`} on irq ${a} ${c === 0 ? 'removed' : `not removed: ${statusText(c)}`}`;
    case Ev.IrqRaised:
      return `irq ${a}: ${b === 1 ? 'claimed' : 'nobody claims it'}`;
    case Ev.LineShut:
      return `irq ${a}: the host gives the line up`;
    default:
      return undefined;
  }
}

function serviceArgument(call: number, argument: number): string {
  if (call === HostCall.SetPowerState) return ` to ${powerStateName(argument)}`;
  if (call === HostCall.Intx) return argument === 0 ? ' off' : ' on';
  return call === HostCall.EnableMsix ? ` for ${argument} vectors` : '';
}

/** Event channels, grants, xenstore, xenbus. */
function xenText({ code, a, b, c, d }: LogRecord, { log }: Wording): string | undefined {
  switch (code) {
    case Ev.Notify:
      return b === 1
        ? `event to dom${a}`
        : `event to ${a < 0 ? 'nobody' : `dom${a}`}: dropped, there is no channel`;
    case Ev.GuestNotify:
      return b === 1 ? 'event to the backend' : 'event to the backend, not delivered now';
    case Ev.HandlerEnter:
      return `event of dom${b} (irq ${a})`;
    case Ev.Eoi:
      return `EOI${b === 1 ? ', spurious' : ''}${eoiDelay(c, d)}`;
    case Ev.EoiDone:
      return `channel of dom${a} open again`;
    case Ev.XenstoreWrite:
      return c === 0
        ? `xenstore rm ${visible(log.textOf(b))}`
        : `xenstore ${visible(log.textOf(b))} = ${nodeValue(log, b, c)}`;
    case Ev.GrantMap:
      return `map grant ${b} of dom${a}${c === 0 ? '' : ` fails: ${grantStatusText(c)}`}`;
    case Ev.GrantUnmap:
      return `unmap grant ${b} of dom${a}${c === 0 ? '' : ` fails: ${grantStatusText(c)}`}`;
    case Ev.ChannelBind:
      return b < 0 ? `bind channel of dom${a}${errorOf(b)}` : `bind channel of dom${a} as irq ${b}`;
    case Ev.ChannelUnbind:
      return `unbind channel of dom${a} (irq ${b})`;
    case Ev.StateSwitch:
      return `backend of dom${a} is ${xenbusStateName(b)} (${b})`;
    case Ev.WatchQueued:
      return `watch event of dom${a}'s node queued, ${b} waiting`;
    case Ev.PirqMap:
      return `pirq ${b} of dom${a} is irq ${c}`;
    case Ev.PirqUnmap:
      return `pirq ${b} of dom${a} (irq ${c}) unmapped`;
    default:
      return undefined;
  }
}

function eoiDelay(jiffies: number, queued: number): string {
  if (jiffies > 0) return `, put off by ${jiffies} ${jiffies === 1 ? 'jiffy' : 'jiffies'}`;
  return queued === 1 ? ', put off' : '';
}

/** A value in quotes, with the name of the state where the node holds one. */
function nodeValue(log: EventLog, path: number, value: number): string {
  const text = log.textOf(value);
  const isState = /\/state(-\d+)?$/.test(log.textOf(path)) && /^[0-8]$/.test(text);
  return `${quoted(text)}${isState ? ` (${xenbusStateName(Number(text))})` : ''}`;
}

/** Log, locks, tasks, points. */
function otherText({ code, a, b, c }: LogRecord, { log, program }: Wording): string | undefined {
  switch (code) {
    case Ev.Log:
      return `log ${severityName(a)}: ${visible(log.textOf(b))}${c === 1 ? ' (not printed: limited)' : ''}`;
    case Ev.Warn:
      return `WARN ${visible(log.textOf(a))}`;
    case Ev.Oops:
      return `OOPS ${visible(log.textOf(a))}`;
    case Ev.LockAcquire:
      return `lock ${visible(log.textOf(a))} taken`;
    case Ev.LockRelease:
      return `lock ${visible(log.textOf(a))} released`;
    case Ev.LockFault:
      return `LOCK FAULT ${lockFaultName(a)}: ${visible(log.textOf(b))}${c === 0 ? '' : `, ${visible(log.textOf(c))}`}`;
    case Ev.WorkQueued:
      return `worker of dom${a} queued`;
    case Ev.WorkStart:
      return 'begins';
    case Ev.WorkEnd:
      return 'ends';
    case Ev.PointHit: {
      const action = program.actions[a];
      const effect = action?.at?.[b];
      if (action === undefined || effect === undefined) return `effect ${b} of action ${a}`;
      return effectText(effect, 'guest' in action ? action.guest : undefined);
    }
    case Ev.Memory:
      return `the driver holds ${a} bytes`;
    case Ev.StepLimit:
      if (c !== 0) return `${visible(log.textOf(c))} loops without end in task ${b}`;
      return `steps ran out while task ${b} kept running${a < 0 ? '' : ` for dom${a}`}`;
    default:
      return undefined;
  }
}

/** What writes, reads and calls of root and of the host gave. */
function resultText({ code, a, b, c, d }: LogRecord, { log, functions }: Wording): string | undefined {
  switch (code) {
    case Ev.AttributeStore:
      return `${visible(log.textOf(a))}: write of ${quoted(log.textOf(b))}${c < 0 ? errorOf(c) : ` takes ${c} bytes`}`;
    case Ev.AttributeShow:
      return `${visible(log.textOf(a))}: read${c < 0 ? errorOf(c) : ` gives ${quoted(log.textOf(b))}`}`;
    case Ev.DriverLoad:
      return a === 0 ? 'the driver is loaded' : `loading the driver${errorOf(a)}`;
    case Ev.DriverUnload:
      return a === 0 ? 'the driver is unloaded' : `unloading the driver${errorOf(a)}`;
    case Ev.Bind:
      return `bind of ${functions.address(a)} to ${visible(log.textOf(c))}${b === 0 ? ' done' : errorOf(b)}`;
    case Ev.Unbind:
      return `unbind of ${functions.address(a)}${c === 0 ? '' : ` from ${visible(log.textOf(c))}`}${b === 0 ? ' done' : errorOf(b)}`;
    case Ev.AerRecovery:
      return `recovery of ${functions.address(a)} ends with ${aerResultText(b)}: ${c === 1 ? 'success' : 'failure'}`;
    case Ev.XenstoreAccess:
      return `xenstore access of ${visible(log.textOf(b))}${d !== 0 ? errorOf(d) : c === 0 ? ' done' : ` gives ${quoted(log.textOf(c))}`}`;
    case Ev.FrontendLog:
      return `frontend of dom${a}: ${visible(log.textOf(b))}`;
    case Ev.Gsi:
      return `GSI of ${functions.address(a)}: ${b < 0 ? statusText(b) : b}`;
    default:
      return undefined;
  }
}

/** The private copy that two records report together. */
export function copyText(address: LogRecord, access: LogRecord): { text: string; key: string } {
  const request: RequestText = {
    cmd: address.b,
    domain: address.c,
    bus: address.d,
    devfn: address.e,
    offset: access.b,
    size: access.c,
    value: access.d,
    entry: address.b === XEN_PCI_OP_enable_msix ? access.e : 0,
  };
  return {
    text: `copy of the request: ${requestText(request)}`,
    key: `copy ${request.cmd}${requestArguments(request)}`,
  };
}
