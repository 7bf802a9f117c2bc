import type { EventLog } from '../../../executor/event-log.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Explanation } from '../difference.ts';

const DEBUG = 7;

/** Where dynamic debug is on, which debug lines there are is each side's own: no rule counts them. */
export const debugLine: Explanation = {
  id: 'debug-line',
  rule: 'rules ask for no particular debug line',
  kind: 'observation',
  title: 'a debug line, which dynamic debug lets through, of one side alone',
  records({ left, right, l, r }) {
    if (isDebug(left.log, l)) return { left: 1, right: 0 };
    return isDebug(right.log, r) ? { left: 0, right: 1 } : null;
  },
};

const isDebug = (log: EventLog, index: number): boolean =>
  log.codes[index] === Ev.Log && index < log.length && log.record(index).a === DEBUG;
