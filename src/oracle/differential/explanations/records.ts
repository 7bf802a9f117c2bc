import { PCI_COMMAND } from '../../../abi/pci-regs.ts';
import { type EventLog, STRIDE } from '../../../executor/event-log.ts';
import type { Execution } from '../../../executor/execution.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { RecordPlace } from '../difference.ts';

/**
 * Was there a read of COMMAND with a positive status, before a record?
 * @param fn index of the function, or null for any
 */
export function commandUnread(log: EventLog, fn: number | null, before = log.length): boolean {
  for (let i = 0; i < before; i++) {
    if (log.codes[i] !== Ev.ConfigRead) continue;
    const { a, b: register, c: bytes, e: status } = log.record(i);
    if (register !== PCI_COMMAND || bytes !== 2 || status <= 0) continue;
    if (fn === null || a === fn) return true;
  }
  return false;
}

/**
 * Did the driver crash here, alone and in this way, over a function whose COMMAND neither side could read before?
 * @param kind of the crash, as in its fingerprint
 */
export function crashesOver(
  { left, right, l, r }: RecordPlace,
  kind: NonNullable<Execution['crash']>['kind'],
  site: string,
): boolean {
  if (l < left.log.length && left.log.codes[l] === Ev.Oops) return false;
  if (r >= right.log.length || right.log.codes[r] !== Ev.Oops) return false;
  if (right.crash?.kind !== kind || right.crash.site !== site) return false;
  const fn = functionAt(right.log, r);
  return fn !== null && commandUnread(left.log, fn, l) && commandUnread(right.log, fn, r);
}

const OF_A_FUNCTION: readonly number[] = [
  Ev.ConfigRead,
  Ev.ConfigWrite,
  Ev.HostEnter,
  Ev.HostExit,
  Ev.PhysdevMsix,
];

/** The function that the task of a record had to do with last; null when it had to do with none. */
function functionAt(log: EventLog, index: number): number | null {
  const task = log.data[index * STRIDE + 2];
  for (let i = index - 1; i >= 0; i--) {
    if (log.data[i * STRIDE + 2] !== task || !OF_A_FUNCTION.includes(log.codes[i] as number)) continue;
    return log.record(i).a;
  }
  return null;
}
