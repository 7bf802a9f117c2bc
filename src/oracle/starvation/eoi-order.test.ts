import { expect, it } from 'vitest';
import { spuriousCountSurvives } from '../../changes/hardenings/spurious-count-survives.ts';
import type { Action } from '../../program/program.ts';
import { connected, flaw } from '../testing/bench.ts';
import { judged } from './testing/judged.ts';

const two = connected('nic', 'plain');
const wait = (jiffies: number): Action => ({ do: 'advance', jiffies });
const unordered = [spuriousCountSurvives, ...flaw('eoi-list-order')];
/** The EOI of guest 0 is put off by 4 jiffies, then that of guest 1 by 1. */
const actions: Action[] = [
  { do: 'notify' },
  wait(2),
  { do: 'notify' },
  wait(3),
  { do: 'notify' },
  { do: 'notify', guest: 1, times: 2 },
];

it('EOI-17: reports an EOI that waits for one that is due later', () => {
  expect(judged(two, actions, unordered)).toEqual(['starvation/eoi-order/lateeoi_list_add']);
  expect(judged(two, actions, [spuriousCountSurvives])).toEqual([]);
});

it('does not know the queues when a channel moves or the delays are changed', () => {
  expect(judged(two, [{ do: 'affinity', cpu: 0 }, ...actions], unordered)).toEqual([]);
  const parameter: Action = { do: 'moduleParameter', name: 'event_eoi_delay', value: '5' };
  expect(judged(two, [parameter, ...actions], unordered)).toEqual([]);
});

it('does not mind EOIs that are late together, in their order', () => {
  const late: Action[] = [...actions, { do: 'toolstack', guest: 0, step: 'destroy' }, wait(20)];
  expect(judged(two, late, [spuriousCountSurvives])).toEqual([]);
});
