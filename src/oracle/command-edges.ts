import {
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_COMMAND_INVALIDATE,
  PCI_COMMAND_MASTER,
} from '../abi/pci-regs.ts';
import { XEN_PCI_ERR_success, XEN_PCI_OP_conf_write } from '../abi/pciif.ts';
import { kindTable, STRIDE } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { Ev, HostCall } from '../platform/recorder.ts';
import { type Violation, violation } from './oracle.ts';
import { type RequestCopy, type ServedRequest, servedRequests } from './requests.ts';

/** What is known of one function's COMMAND while records are gone through. */
interface Known {
  /** Bits that the host's services set for the guest and did not clear again. */
  set: number;
  /** Hardware INTX_DISABLE as last read or written. */
  intx: boolean;
  /** INTX_DISABLE as its owner wrote it last; undefined: it has not, or may not control interrupts. */
  wanted: boolean | undefined;
  /** Owner may control interrupts since the program began. */
  optedIn: boolean;
}

const kinds = kindTable(Ev.HostEnter, Ev.HostExit, Ev.ConfigRead, Ev.ConfigWrite, Ev.Owner, Ev.FlagBit);

/**
 * A request that clears MASTER or INVALIDATE, or INTX_DISABLE where its guest controls interrupts, and succeeds, has
 * the host clear what it set before for the same guest (HDR-13 to HDR-15).
 */
export function ignoredEdges(execution: Execution): Violation[] {
  const ends = commandWrites(execution);
  if (ends === undefined) return [];
  const { codes, data, length } = execution.log;
  const known: Known[] = execution.functions.map(({ interruptControlAtStart }) => ({
    set: 0,
    intx: false,
    wanted: undefined,
    optedIn: interruptControlAtStart,
  }));
  const found: Violation[] = [];
  for (let i = 0; i < length; i++) {
    if (kinds[codes[i] as number] === 0) continue;
    const at = i * STRIDE;
    if (codes[i] !== Ev.FlagBit) {
      const one = known[data[at + 3] as number];
      if (one !== undefined) note(one, data, at);
      continue;
    }
    const request = ends.get(i);
    const fn = request === undefined ? -1 : functionOf(execution, request);
    if (fn >= 0)
      judge(execution, known[fn] as Known, fn, (request as ServedRequest).copy as RequestCopy, found);
  }
  return found;
}

/** Successful writes of the whole of COMMAND, by the record that completes them; undefined when there is nothing to judge. */
function commandWrites(execution: Execution): Map<number, ServedRequest> | undefined {
  if (execution.program.actions.some(({ at }) => at !== undefined)) return undefined;
  let ends: Map<number, ServedRequest> | undefined;
  for (const request of servedRequests(execution)) {
    const { copy } = request;
    if (copy === undefined || !request.complete || request.err !== XEN_PCI_ERR_success) continue;
    if (copy.cmd !== XEN_PCI_OP_conf_write || copy.offset !== PCI_COMMAND || copy.size < 2) continue;
    ends ??= new Map();
    ends.set(request.last, request);
  }
  return ends;
}

function functionOf({ log }: Execution, { first, last, task }: ServedRequest): number {
  for (let i = first; i <= last; i++) {
    const at = i * STRIDE;
    if (log.codes[i] === Ev.ConfigRead && log.data[at + 2] === task) return log.data[at + 3] as number;
  }
  return -1;
}

function note(known: Known, data: Float64Array, at: number): void {
  switch (data[at]) {
    case Ev.HostEnter:
      known.set &= ~clearedBy(data[at + 4] as number);
      break;
    case Ev.HostExit:
      if (data[at + 4] === HostCall.SetMaster) known.set |= PCI_COMMAND_MASTER;
      else if (data[at + 4] === HostCall.SetMwi && data[at + 5] === 0) known.set |= PCI_COMMAND_INVALIDATE;
      break;
    case Ev.Owner:
      known.set = 0;
      known.wanted = undefined;
      known.optedIn = false;
      break;
    default:
      // a configuration access; a dword has STATUS above
      if (data[at + 4] === PCI_COMMAND && (data[at + 5] as number) >= 2)
        known.intx = ((data[at + 6] as number) & PCI_COMMAND_INTX_DISABLE) !== 0;
  }
}

function clearedBy(call: number): number {
  switch (call) {
    case HostCall.ClearMaster:
    case HostCall.DisableDevice:
      return PCI_COMMAND_MASTER;
    case HostCall.ClearMwi:
      return PCI_COMMAND_INVALIDATE;
    case HostCall.ResetFunction:
    case HostCall.RestoreState:
    case HostCall.SetPowerState:
      return PCI_COMMAND_MASTER | PCI_COMMAND_INVALIDATE;
    default:
      return 0;
  }
}

function judge(
  execution: Execution,
  known: Known,
  fn: number,
  { value }: RequestCopy,
  found: Violation[],
): void {
  const object = (name: string, rules: string[], title: string): void => {
    const detail = `${execution.functions[fn]?.address} 0x${(value & 0xffff).toString(16)}`;
    found.push(violation('host-integrity', name, 'command_write', rules, title, detail));
  };
  const kept = known.set & ~value;
  if (kept & PCI_COMMAND_MASTER)
    object(
      'COMMAND-master',
      ['HDR-13'],
      'a device goes on mastering the bus after its guest turned that off',
    );
  if (kept & PCI_COMMAND_INVALIDATE)
    object(
      'COMMAND-invalidate',
      ['HDR-14'],
      'memory-write-invalidate stays on after the guest turned it off',
    );
  const wanted = (value & PCI_COMMAND_INTX_DISABLE) !== 0;
  if (known.optedIn) {
    if (known.wanted === true && !wanted && known.intx)
      object('COMMAND-intx', ['HDR-15'], 'the legacy interrupt stays off after its guest turned it on');
    known.wanted = wanted;
  }
}
