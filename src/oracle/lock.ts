import { type EventLog, kindTable, STRIDE } from '../executor/event-log.ts';
import { Ev, LockFault } from '../platform/recorder.ts';
import { plainOracle, type Violation, violation } from './oracle.ts';

const faults: Readonly<Record<number, readonly [string, string]>> = {
  [LockFault.SelfDeadlock]: ['self-deadlock', 'a task waits for a lock that it holds itself'],
  [LockFault.OrderInversion]: ['order-inversion', 'two locks are taken in both orders'],
  [LockFault.SleepInAtomic]: ['sleep-in-atomic', 'the driver sleeps where it must not'],
  [LockFault.HeldAtExit]: ['held-at-exit', 'a task ends with a lock held'],
  [LockFault.NotOwner]: ['not-owner', 'a lock is released by a task that does not hold it'],
};

/** Self-deadlock, order inversion, sleeping while atomic, a lock that its task leaves held. */
export const lock = plainOracle('lock', 'locks are misused', ['locks'], ({ log }) => [
  ...misused(log),
  ...heldAtExit(log),
]);

function misused(log: EventLog): Violation[] {
  const found: Violation[] = [];
  if (!log.has(Ev.LockFault)) return found;
  for (let i = 0; i < log.length; i++) {
    if (log.codes[i] !== Ev.LockFault) continue;
    const { a, b, c } = log.record(i);
    found.push(fault(a, log.textOf(b), log.textOf(c)));
  }
  return found;
}

function fault(code: number, name: string, other = ''): Violation {
  const [kind, title] = faults[code] ?? ['fault', 'a lock is misused'];
  return violation(
    'lock',
    kind,
    other === '' ? name : `${name}+${other}`,
    ['XB-06'],
    title,
    `${name} ${other}`,
  );
}

const heldKinds = kindTable(Ev.LockAcquire, Ev.LockRelease, Ev.TaskEnd);

/** A task has ended and holds a lock: whoever wants it next waits for ever. */
function heldAtExit(log: EventLog): Violation[] {
  const { codes, counts, data } = log;
  if (counts[Ev.LockAcquire] === counts[Ev.LockRelease] || !log.has(Ev.TaskEnd)) return [];
  const held = new Map<number, number[]>();
  const found: Violation[] = [];
  for (let i = 0; i < log.length; i++) {
    const code = codes[i] as number;
    if (heldKinds[code] === 0) continue;
    const at = i * STRIDE;
    const name = data[at + 3] as number;
    const task = data[at + 4] as number;
    if (code === Ev.LockAcquire) held.set(task, [...(held.get(task) ?? []), name]);
    else if (code === Ev.LockRelease) {
      const names = held.get(task) ?? [];
      const last = names.lastIndexOf(name);
      if (last >= 0) names.splice(last, 1);
    } else {
      for (const left of held.get(name) ?? []) found.push(fault(LockFault.HeldAtExit, log.textOf(left)));
    }
  }
  return found;
}
