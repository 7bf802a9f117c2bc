import { Ev } from '../../../platform/recorder.ts';
import type { Explanation } from '../difference.ts';

/** Lines of the driver that no rule speaks of, by severity and their last words. */
const unkept: readonly (readonly [severity: number, words: RegExp])[] = [
  [6, /virtual slot \d+$/],
  [6, /: registering for \d+$/],
  [6, /: backend is (vpci|passthrough)$/],
  [6, /IRQ line .* ISR off$/],
];

/** The model prints the lines that rules speak of; the driver prints others besides. */
export const unkeptLine: Explanation = {
  id: 'unkept-line',
  rule: 'the model keeps the lines that rules speak of',
  kind: 'observation',
  title: 'a line that only the driver prints',
  records({ right, r }) {
    if (right.log.codes[r] !== Ev.Log) return null;
    const { a: severity, b: line, c: suppressed } = right.log.record(r);
    const text = right.log.textOf(line);
    const isUnkept = unkept.some(([level, words]) => level === severity && words.test(text));
    return isUnkept && suppressed === 0 ? { left: 0, right: 1 } : null;
  },
};
