import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import type { Action } from '../../program/program.ts';
import { spuriousCountSurvives } from './spurious-count-survives.ts';
import { connected, program, records, run, seenByWellBehaved } from './testing/bench.ts';

describe('spurious-count-survives', () => {
  const rounds: Action[] = Array.from({ length: 12 }, () => [
    { do: 'notify' as const },
    { do: 'advance' as const, jiffies: 260 },
  ]).flat();
  /** Delays of the EOIs of spurious events, in jiffies. */
  const delays = (actions: Action[], ...changes: (typeof spuriousCountSurvives)[]) =>
    records(run(program(connected('nic'), ...actions), changes).execution, Ev.Eoi)
      .filter(({ b }) => b === 1)
      .map(({ c }) => c);

  it('EOI-19, A.5: the delays double up to a second', () => {
    expect(delays(rounds)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    expect(delays(rounds, spuriousCountSurvives)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 250, 250, 250]);
  });

  it('EOI-24: a request starts them over', () => {
    const request: Action = { do: 'op', cmd: 0 };
    const [first, second] = [rounds.slice(0, 8), rounds.slice(0, 4)];
    expect(delays([...first, request, ...second], spuriousCountSurvives)).toEqual([0, 1, 2, 4, 0, 1]);
  });

  it('EOI-23: a flood costs few handler runs', () => {
    const flood = program(
      connected('nic'),
      ...Array.from({ length: 250 }, (): Action[] => [
        { do: 'notify' },
        { do: 'advance', jiffies: 1 },
      ]).flat(),
    );
    const runs = (...changes: (typeof spuriousCountSurvives)[]) =>
      records(run(flood, changes).execution, Ev.HandlerEnter).length;
    expect(runs()).toBeGreaterThan(150);
    expect(runs(spuriousCountSurvives)).toBeLessThan(12);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([spuriousCountSurvives])).toEqual(seenByWellBehaved([]));
  });
});
