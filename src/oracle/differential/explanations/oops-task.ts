import { Ev } from '../../../platform/recorder.ts';
import type { Explanation } from '../difference.ts';

/** The model records a crash when it has left the task that crashed, the process while it is in it. */
export const oopsTask: Explanation = {
  id: 'oops-task',
  rule: 'the model stamps a crash with no task',
  kind: 'observation',
  title: 'the task on the record of a crash',
  records({ left, right, l, r }) {
    if (left.log.codes[l] !== Ev.Oops || right.log.codes[r] !== Ev.Oops) return null;
    const was = left.log.record(l);
    const is = right.log.record(r);
    return was.time === is.time && was.task === 0 && is.task !== 0 ? { left: 1, right: 1 } : null;
  },
};
