import { type EventLog, STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Violation, violation } from '../oracle.ts';
import { tasksOf } from '../task-domains.ts';
import { endlessInCutLog } from './endless-cut.ts';
import { endless } from './endless-violation.ts';

/**
 * A task that goes on for ever is harmless as long as nobody waits for its end, or for a lock it has. One that loops
 * inside a function never is: it does not let go of its processor.
 */
export function endlessTasks(execution: Execution): Violation[] {
  // Where the log was cut, the record that the steps ran out may be one of those that are missing.
  return [...reported(execution), ...endlessInCutLog(execution)];
}

/** Those the scheduler gave up on. */
function reported(execution: Execution): Violation[] {
  const { log, final } = execution;
  if (!log.has(Ev.StepLimit)) return [];
  const tasks = tasksOf(execution);
  const found: Violation[] = [];
  for (let i = 0; i < log.length; i++) {
    if (log.data[i * STRIDE] !== Ev.StepLimit) continue;
    const { b: task, c: site } = log.record(i);
    if (site !== 0) {
      found.push(looping(log.textOf(site)));
      continue;
    }
    const name = tasks.nameOf(task);
    // One that waits, and is woken again and again by what guests do to each other, does not run without end.
    if (final.waiting.some((waiter) => waiter.name === name)) continue;
    const reasons = [`flush of ${name}`, ...locksWaitedFor(log, task)];
    const waiter = final.waiting.find(({ reason }) => reasons.includes(reason));
    if (waiter !== undefined) found.push(endless(name, waiter));
  }
  return found;
}

function looping(site: string): Violation {
  return violation(
    'starvation',
    'endless-loop',
    site,
    ['CAP-02'],
    'a processor of the host is lost in a loop without end',
    '',
  );
}

/** Reasons of those who waited for a lock while `owner` had it. */
function locksWaitedFor(log: EventLog, owner: number): string[] {
  const reasons: string[] = [];
  for (let i = 0; i < log.length; i++) {
    const at = i * STRIDE;
    if (log.data[at] === Ev.LockWait && log.data[at + 5] === owner)
      reasons.push(`lock ${log.textOf(log.data[at + 3] as number)}`);
  }
  return reasons;
}
