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

/** Those the scheduler gave up on; it says so of one task as often as something asks it to go on. */
function reported(execution: Execution): Violation[] {
  const { log } = execution;
  if (!log.has(Ev.StepLimit)) return [];
  const found: Violation[] = [];
  const seen = new Set<string>();
  for (let i = 0, left = log.counts[Ev.StepLimit] as number; left > 0; i++) {
    if (log.codes[i] !== Ev.StepLimit) continue;
    left--;
    const { b: task, c: site } = log.record(i);
    const key = `${task} ${site}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (site !== 0) found.push(looping(log.textOf(site)));
    else found.push(...waitedFor(execution, task));
  }
  return found;
}

/** A task whose steps ran out, if somebody waits for it. */
function waitedFor(execution: Execution, task: number): Violation[] {
  const { log, final } = execution;
  const name = tasksOf(execution).nameOf(task);
  // One that waits, and is woken again and again by what guests do to each other, does not run without end.
  if (final.waiting.length === 0 || final.waiting.some((waiter) => waiter.name === name)) return [];
  const reasons = new Set([`flush of ${name}`, ...locksWaitedFor(log, task)]);
  const waiter = final.waiting.find(({ reason }) => reasons.has(reason));
  return waiter === undefined ? [] : [endless(name, waiter)];
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
  for (let i = 0, left = log.counts[Ev.LockWait] as number; left > 0; i++) {
    if (log.codes[i] !== Ev.LockWait) continue;
    left--;
    const at = i * STRIDE;
    if (log.data[at + 5] === owner) reasons.push(`lock ${log.textOf(log.data[at + 3] as number)}`);
  }
  return reasons;
}
