import { Ev } from '../../../platform/recorder.ts';
import type { Explanation } from '../difference.ts';

const ERROR_NODE = /^\/local\/domain\/0\/error\/backend\/pci\/\d+\/\d+\/error$/;

/** What the backend writes into its error node is a number, which rules speak of, and words of its own. */
export const errorWords: Explanation = {
  id: 'error-words',
  rule: 'XB-60',
  kind: 'observation',
  title: 'the words behind the number in an error node',
  records({ left, right, l, r }) {
    if (left.log.codes[l] !== Ev.XenstoreWrite || right.log.codes[r] !== Ev.XenstoreWrite) return null;
    const was = left.log.record(l);
    const is = right.log.record(r);
    const path = left.log.textOf(was.b);
    if (was.a !== is.a || was.time !== is.time || was.task !== is.task) return null;
    if (!ERROR_NODE.test(path) || right.log.textOf(is.b) !== path) return null;
    const [number, words] = split(left.log.textOf(was.c));
    const [other, otherWords] = split(right.log.textOf(is.c));
    return number === other && number !== '' && words !== '' && otherWords !== ''
      ? { left: 1, right: 1 }
      : null;
  },
};

function split(value: string): readonly [number: string, words: string] {
  const [, number = '', words = ''] = /^(-?\d+) (.+)$/s.exec(value) ?? [];
  return [number, words];
}
