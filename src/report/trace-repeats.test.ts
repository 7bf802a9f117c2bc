import { describe, expect, it } from 'vitest';
import { foldRepeats, type TraceLine } from './trace-repeats.ts';

const line = (text: string, more: Partial<TraceLine> = {}): TraceLine => ({
  time: 0,
  who: 'x',
  depth: 0,
  text,
  ...more,
});
const texts = (lines: readonly TraceLine[]): string[] => foldRepeats(lines).map(({ text }) => text);
const times = (count: number, ...group: string[]): TraceLine[] =>
  Array.from({ length: count }, () => group.map((text) => line(text))).flat();

describe('repetitions', () => {
  it('are folded from four on', () => {
    expect(texts(times(3, 'a'))).toEqual(['a', 'a', 'a']);
    expect(texts(times(4, 'a'))).toEqual(['a', '... the line above 3 times more']);
  });

  it('may be groups, and the rest stays', () => {
    expect(texts([line('begin'), ...times(5, 'a', 'b', 'c'), line('a'), line('end')])).toEqual([
      'begin',
      'a',
      'b',
      'c',
      '... the 3 lines above 4 times more',
      'a',
      'end',
    ]);
  });

  it('begin where something from outside begins', () => {
    const group = [line('request', { start: true }), line('reply')];
    const lines = [line('reply'), ...Array.from({ length: 6 }, () => group).flat()];
    expect(texts(lines)).toEqual(['reply', 'request', 'reply', '... the 2 lines above 5 times more']);
  });

  it('are told by their key, and the last one is shown', () => {
    const lines = [0, 1, 2, 3].map((devfn) => line(`read ${devfn}`, { key: 'read', time: devfn }));
    const folded = foldRepeats(lines);
    expect(folded.map(({ text }) => text)).toEqual([
      'read 0',
      '... the line above 3 times more (last: read 3)',
    ]);
    expect(folded[1]?.time).toBe(3);
  });

  it('are none where who acts, depth or text differ', () => {
    const lines = [line('a'), line('a', { who: 'y' }), line('a', { depth: 1 }), line('a'), line('b')];
    expect(texts(lines)).toEqual(['a', 'a', 'a', 'a', 'b']);
  });

  it('are none where a long time passes between them', () => {
    const lines = [0, 1, 2_000_000, 2_000_001, 2_000_002].map((time) => line('a', { time }));
    expect(texts(lines)).toEqual(['a', 'a', 'a', 'a', 'a']);
  });

  it('never swallow a heading', () => {
    const lines = Array.from({ length: 6 }, () => line('action', { heading: true }));
    expect(foldRepeats(lines)).toHaveLength(6);
  });
});
