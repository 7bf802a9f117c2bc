import type { LogRecord } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Lane, SequenceStep } from '../html/findings/data.ts';

type Way = Pick<SequenceStep, 'kind' | 'from' | 'to' | 'mark'>;

const toHost: ReadonlySet<number> = new Set([
  Ev.ConfigRead,
  Ev.ConfigWrite,
  Ev.HostEnter,
  Ev.Eoi,
  Ev.IrqRequest,
  Ev.IrqFree,
  Ev.PirqMap,
  Ev.PirqUnmap,
  Ev.GrantMap,
  Ev.GrantUnmap,
  Ev.ChannelBind,
  Ev.ChannelUnbind,
  Ev.PhysdevMsix,
  Ev.Log,
  Ev.AerVerdict,
]);
const ofHost: ReadonlySet<number> = new Set([
  Ev.FunctionReset,
  Ev.OutOfWindow,
  Ev.UnsupportedRequest,
  Ev.Owner,
  Ev.LineShut,
  Ev.Warn,
  Ev.Oops,
  Ev.IrqRaised,
  Ev.Bind,
  Ev.Unbind,
  Ev.AerRecovery,
  Ev.AttributeStore,
]);
const ofBackend: ReadonlySet<number> = new Set([Ev.StateSwitch, Ev.StepLimit, Ev.LockFault]);
const bad: ReadonlySet<number> = new Set([
  Ev.Warn,
  Ev.Oops,
  Ev.LineShut,
  Ev.OutOfWindow,
  Ev.UnsupportedRequest,
  Ev.LockFault,
  Ev.StepLimit,
]);

/** Lifelines of an execution, and which of them a record concerns. */
export class SequenceLanes {
  private readonly domids: readonly number[];
  private readonly execution: Execution;

  constructor(execution: Execution) {
    this.execution = execution;
    this.domids = execution.guestDomids;
  }

  guest(domid: number): Lane {
    return `dom${domid}`;
  }

  /** A guest's page; with one guest there is no need to say whose. */
  page(domid: number): Lane {
    return this.domids.length === 1 ? 'page' : `page of dom${domid}`;
  }

  /** The lifelines that something happens at, in order; the backend always. */
  used(steps: readonly SequenceStep[]): Lane[] {
    const met = new Set<Lane | undefined>(['backend', ...steps.flatMap(({ from, to }) => [from, to])]);
    const all = [...this.domids.flatMap((domid) => [this.guest(domid), this.page(domid)]), 'backend', 'host'];
    return all.filter((lane) => met.has(lane));
  }

  /** Undefined for records that are not drawn: locks, tasks, memory, copies. */
  of({ code, a, b, c }: LogRecord): Way | undefined {
    const guest = this.guest(a);
    switch (code) {
      case Ev.Fetch:
        return { kind: 'arrow', from: this.page(a), to: 'backend' };
      case Ev.Store:
        return { kind: 'arrow', from: 'backend', to: this.page(a) };
      case Ev.FlagBit:
        return c === 0
          ? { kind: 'arrow', from: this.page(a), to: 'backend' }
          : { kind: 'arrow', from: 'backend', to: this.page(a) };
      case Ev.GuestNotify:
        return { kind: 'arrow', from: guest, to: 'backend' };
      case Ev.Notify:
        return a < 0 ? { kind: 'note', from: 'backend' } : { kind: 'arrow', from: 'backend', to: guest };
      case Ev.PointHit:
        return this.ofPoint(a, b);
      case Ev.XenstoreWrite:
        return { kind: 'arrow', from: a === 0 ? 'backend' : guest, to: 'host' };
      default:
        return plainWay(code);
    }
  }

  /** What happens at a point: the guest writes its page, or something else changes outside. */
  private ofPoint(action: number, effect: number): Way {
    const { program, guestDomids } = this.execution;
    const of = program.actions[action];
    const then = of?.at?.[effect]?.then[0];
    const number = then !== undefined && 'guest' in then ? then.guest : undefined;
    const own = of !== undefined && 'guest' in of ? of.guest : undefined;
    const domid = guestDomids[number ?? own ?? 0] ?? -1;
    if (then?.do === 'page') return { kind: 'arrow', from: this.guest(domid), to: this.page(domid) };
    if (then?.do === 'notify' || then?.do === 'op')
      return { kind: 'arrow', from: this.guest(domid), to: 'backend' };
    return { kind: 'note', from: then !== undefined && 'guest' in then ? this.guest(domid) : 'host' };
  }
}

function plainWay(code: number): Way | undefined {
  const mark = bad.has(code) ? ({ mark: 'bad' } as const) : {};
  if (toHost.has(code)) return { kind: 'arrow', from: 'backend', to: 'host', ...mark };
  if (ofHost.has(code)) return { kind: 'note', from: 'host', ...mark };
  return ofBackend.has(code) ? { kind: 'note', from: 'backend', ...mark } : undefined;
}
