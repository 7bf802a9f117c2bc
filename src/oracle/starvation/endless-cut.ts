import { type EventLog, STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Violation, violation } from '../oracle.ts';
import { tasksOf } from '../task-domains.ts';
import { endless, type Waiter } from './endless-violation.ts';

const FLUSH = 'flush of ';
const LOCK = 'lock ';

/**
 * Endless tasks where the log was cut: who waits at the end still tells. By then every task has ended, or waits, or
 * the steps ran out while it went on; so a task that others wait for and that does not wait itself goes on without end.
 * After a crash nothing of the kind holds. A wait whose record was cut off gives a note (hygiene): no verdict.
 */
export function endlessInCutLog(execution: Execution): Violation[] {
  const { crash, final, log } = execution;
  if (!log.truncated || crash !== null) return [];
  return final.waiting.flatMap((waiter) => {
    const name = waitedFor(execution, waiter);
    if (name === 'nobody') return [];
    if (name === 'unknown') return [noVerdict(waiter)];
    const waits = final.waiting.some((other) => other !== waiter && other.name === name.task);
    return waits ? [] : [endless(name.task, waiter)];
  });
}

/** The task for whose end, or for whose lock, somebody waits; `unknown` where only a record that is missing says it. */
function waitedFor(execution: Execution, waiter: Waiter): { task: string } | 'nobody' | 'unknown' {
  const { reason } = waiter;
  if (reason.startsWith(FLUSH)) return { task: reason.slice(FLUSH.length) };
  return reason.startsWith(LOCK) ? ownerOf(execution, reason.slice(LOCK.length), waiter) : 'nobody';
}

/** A task began to wait for something else after the log was full: it may have got the lock before, and has it. */
function mayHaveIt({ final, log }: Execution, lock: string): boolean {
  const end = log.length === 0 ? 0 : (log.data[(log.length - 1) * STRIDE + 1] as number);
  return final.waiting.some(({ reason, since }) => since > end && reason !== `${LOCK}${lock}`);
}

/** A wait is recorded, with the lock's owner, at the time it begins, and anew whenever another task was faster. */
function ownerOf(execution: Execution, lock: string, { name, since }: Waiter): ReturnType<typeof waitedFor> {
  const { log } = execution;
  const tasks = tasksOf(execution);
  for (let i = log.length - 1; i >= 0 && (log.data[i * STRIDE + 1] as number) >= since; i--) {
    if (log.codes[i] !== Ev.LockWait) continue;
    const { a, b, c, time } = log.record(i);
    if (time !== since || log.textOf(a) !== lock || tasks.nameOf(b) !== name) continue;
    // Who waits for its own lock starves nobody by running.
    if (b === c) return 'nobody';
    const owner = ownerAfter(log, i, a, c);
    return owner === undefined || mayHaveIt(execution, lock) ? 'unknown' : { task: tasks.nameOf(owner) };
  }
  return 'unknown';
}

/** Task that has a lock where the log ends, `owner` having had it at record `from`; undefined: nobody had it then. */
function ownerAfter(log: EventLog, from: number, lock: number, owner: number): number | undefined {
  let last: number | undefined = owner;
  for (let i = from; i < log.length; i++) {
    const code = log.codes[i];
    if ((code !== Ev.LockAcquire && code !== Ev.LockRelease) || log.data[i * STRIDE + 3] !== lock) continue;
    const task = log.data[i * STRIDE + 4] as number;
    if (code === Ev.LockAcquire) last = task;
    else if (task === last) last = undefined;
  }
  return last;
}

function noVerdict({ name, reason }: Waiter): Violation {
  return {
    ...violation(
      'starvation',
      'no-verdict',
      'endless',
      ['EVT-10', 'EVT-24'],
      'the log was full before it could say whether a task runs without end',
      `${name} waits for ${reason}`,
    ),
    hygiene: true,
  };
}
