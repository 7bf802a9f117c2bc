import type { EventLog } from '../../../executor/event-log.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Explanation } from '../difference.ts';

/**
 * The model knows on whose behalf the host's error recovery prints a line; in the process a line belongs to the guest
 * that its task serves, and the task of a recovery serves none.
 */
export const aerAttribution: Explanation = {
  id: 'aer-attribution',
  rule: 'lines of error recovery name no guest in the process',
  kind: 'shim',
  title: 'whom a line of error recovery is put down to',
  records({ left, right, l, r }) {
    if (left.log.codes[l] !== Ev.Log || right.log.codes[r] !== Ev.Log) return null;
    const was = left.log.record(l);
    const is = right.log.record(r);
    const same = was.a === is.a && was.c === is.c && was.time === is.time && was.task === is.task;
    if (!same || is.d !== -1 || was.d <= 0) return null;
    return taskName(left.log, was.task, l).startsWith('aer') ? { left: 1, right: 1 } : null;
  },
};

/** Name of a task that began before a record; empty when it did not. */
function taskName(log: EventLog, task: number, before: number): string {
  for (let i = before - 1; i >= 0; i--) {
    if (log.codes[i] !== Ev.TaskStart) continue;
    const { a, b } = log.record(i);
    if (a === task) return log.textOf(b);
  }
  return '';
}
