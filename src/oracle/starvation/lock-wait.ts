import type { Execution } from '../../executor/execution.ts';
import { USEC_PER_SEC } from '../../platform/clock.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Violation, violation } from '../oracle.ts';

/** A device's own lock: whoever waits for it wants the very device that is being recovered, which may take its time. */
const OWN_DEVICE_LOCK = 'device_lock';
/** Longest another party may wait for a lock because a guest does not answer. */
const LOCK_BOUND_USEC = 60 * USEC_PER_SEC;

/** Somebody waits for a lock while its owner waits for a guest: waits that are over, then those that are not. */
export function lockWaits({ log, final }: Execution): Violation[] {
  const found: Violation[] = [];
  const object = (name: string, waited: number): void => {
    if (name !== OWN_DEVICE_LOCK && waited > LOCK_BOUND_USEC) found.push(longWait(name, waited));
  };
  const since = new Map<string, number>();
  const records = log.has(Ev.LockWait) ? log.length : 0;
  for (let i = 0; i < records; i++) {
    const code = log.codes[i];
    if (code !== Ev.LockWait && code !== Ev.LockAcquire) continue;
    const { a, b, c, time } = log.record(i);
    const key = `${a}:${b}`;
    if (code === Ev.LockWait) {
      if (b !== c && !since.has(key)) since.set(key, time);
    } else {
      const began = since.get(key);
      since.delete(key);
      if (began !== undefined) object(log.textOf(a), time - began);
    }
  }
  for (const { reason, since: began } of final.waiting) {
    if (reason.startsWith('lock ')) object(reason.slice(5), final.now - began);
  }
  return found;
}

function longWait(name: string, waited: number): Violation {
  return violation(
    'starvation',
    'lock-wait',
    name,
    ['AER-12', 'AER-16', 'STUB-24'],
    "other guests' devices wait while the host waits for one guest",
    `${(waited / USEC_PER_SEC).toFixed(1)} s for ${name}`,
  );
}
