import { describe, expect, it } from 'vitest';
import type { Action } from '../../program/program.ts';
import { connected, program, run, seenByWellBehaved } from '../hardenings/testing/bench.ts';
import { replies } from '../hardenings/testing/replies.ts';
import { msixCheckOrder } from './msix-check-order.ts';

/** `nic` has a table of 8 entries. */
describe('msix-check-order', () => {
  const enable = (...entries: [number, number][]): Action => ({
    do: 'op',
    cmd: 4,
    value: entries.length,
    entries,
  });
  const errOf = (action: Action, ...changes: (typeof msixCheckOrder)[]) =>
    replies(run(program(connected('nic'), action), changes).execution).at(-1)?.err;
  const first = (count: number) => Array.from({ length: count }, (_, i): [number, number] => [i, 0]);

  it('OPS-21: a duplicate is found before the count is too large', () => {
    const both = enable(...first(9), [0, 0]);
    expect([errOf(both), errOf(both, msixCheckOrder)]).toEqual([-28, -22]);
  });

  it.each([
    ['count 0', { do: 'op', cmd: 4, value: 0 } as Action, -22],
    ['count above the table', enable(...first(9)), -28],
    ['a duplicate', enable([1, 0], [1, 0]), -22],
    ['descending indices', enable([7, 0], [3, 0]), 0],
  ])('OPS-20, OPS-21: %s is judged alike', (_, action, err) => {
    expect([errOf(action), errOf(action, msixCheckOrder)]).toEqual([err, err]);
  });

  it('OPS-21: an index beyond the table fails late, and leaves nothing', () => {
    const beyond = program(connected('nic'), enable([0, 0], [8, 0]), enable([0, 0]));
    const { execution, findings } = run(beyond, [msixCheckOrder]);
    expect(findings).toEqual([]);
    expect(replies(execution).map(({ err }) => err)).toEqual([-22, 0]);
    expect(execution.final.devices()[0]?.state.vectors).toBe(1);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([msixCheckOrder])).toEqual(seenByWellBehaved([]));
  });
});
