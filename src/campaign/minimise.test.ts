import { describe, expect, it } from 'vitest';
import type { Action } from '../program/program.ts';
import { at } from '../program/testing/at.ts';
import { minimise, reproduce } from './minimise.ts';
import { judgeOf, program, xsa155, xsa157 } from './testing/bench.ts';

const noise: Action[] = [
  { do: 'notify', times: 3 },
  { do: 'op', cmd: 0, offset: 4, size: 2, value: 9 },
  { do: 'advance', jiffies: 5 },
  { do: 'frontend', step: 'enable' },
  { do: 'page', field: 'op.info', value: 7 },
];

describe('minimising', () => {
  it('reaches the smallest program: two requests of three fields less than they had', () => {
    const judge = judgeOf(xsa157);
    const start = program(
      ...noise,
      { do: 'op', cmd: 2, value: 5, info: 3, times: 4, hold: true },
      ...noise,
      { do: 'op', cmd: 2, offset: 8 },
      ...noise,
    );
    const [warn] = judge.judge(start);
    if (warn === undefined) throw new Error('no violation');
    const sizes: number[] = [];
    const { program: smallest, tries } = minimise(judge, start, warn, ({ actions }) =>
      sizes.push(actions.length),
    );
    expect(smallest.actions.length).toBeLessThanOrEqual(2);
    expect(JSON.stringify(smallest.actions)).not.toMatch(/value|info|offset|hold|notify|page/);
    expect(judge.shows(smallest, warn)).toBe(true);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(tries).toBeLessThan(500);
  });

  it('keeps the one change at the one fetch that matters', () => {
    const judge = judgeOf(xsa155);
    const flip = (nth: number, field: string, value: number) =>
      at('fetch', 'op.value', nth, { do: 'page', field, value });
    const start = program(
      ...noise,
      {
        do: 'op',
        cmd: 4,
        value: 2,
        at: [flip(1, 'op.info', 1), flip(4, 'op.value', 200), flip(5, 'op.size', 1)],
      },
      ...noise,
    );
    const wanted = judge.judge(start).find(({ oracle }) => oracle === 'crash');
    if (wanted === undefined) throw new Error('no violation');
    const { program: smallest } = minimise(judge, start, wanted);
    expect(smallest.actions).toHaveLength(1);
    expect(smallest.actions[0]?.at).toHaveLength(1);
    expect(smallest.actions[0]?.at?.[0]).toMatchObject({ on: 'fetch', name: 'op.value' });
    expect(judge.shows(smallest, wanted)).toBe(true);
  });

  it('leaves a program that cannot be made smaller as it is', () => {
    const judge = judgeOf(xsa157);
    const start = program({ do: 'op', cmd: 2 }, { do: 'op', cmd: 2 }, { do: 'op', cmd: 3 });
    const bug = judge.judge(start).find(({ fingerprint }) => fingerprint.startsWith('crash/bug'));
    if (bug === undefined) throw new Error('no violation');
    const { program: smallest } = minimise(judge, start, bug);
    expect(minimise(judge, smallest, bug).program).toEqual(smallest);
  });

  it('counts how often a finding comes again, each time on a fresh machine', () => {
    const start = program({ do: 'op', cmd: 2, times: 2 });
    const [warn] = judgeOf(xsa157).judge(start);
    if (warn === undefined) throw new Error('no violation');
    let made = 0;
    const makeJudge = (flawed: boolean) => () => {
      made++;
      return judgeOf(flawed ? xsa157 : []);
    };
    expect(reproduce(makeJudge(true), start, warn, 3)).toBe(3);
    expect(reproduce(makeJudge(false), start, warn, 2)).toBe(0);
    expect(made).toBe(5);
  });
});
