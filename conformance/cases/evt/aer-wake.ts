import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  connection,
  count,
  fetches,
  flagChanges,
  nodes,
  order,
  stores,
} from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { answer, detected, flags, held, timeout } from './steps.ts';

const two = { guests: 2, others: [{ name: 'edu', guest: 1 }] } as const;
const close: Action = { do: 'node', name: 'state', value: '6' };

/** Waking AER waiters, and callbacks without a page (EVT-08, 25). */
export const aerWakeCases: readonly Case[] = cases(
  {
    id: 'EVT-08/1',
    title: 'the event of one guest wakes the waiter of another, which sleeps on while it has no answer',
    on: 'one',
    setup: two,
    steps: () => [
      { ...detected, device: 1 } as Action,
      timeout,
      detected,
      { do: 'notify', guest: 1 },
      { do: 'advance', jiffies: 100 },
      answer(5),
    ],
    expect: () => [
      aerVerdicts([], 3),
      aerVerdicts([], 4),
      aerVerdicts([[0, 5]], 5),
      flagChanges([[2, 1]], 2),
    ],
  },
  {
    id: 'EVT-08/2',
    title:
      'it is the one queue: an answer given without an event is found when another guest wakes all waiters',
    on: 'one',
    setup: two,
    steps: () => [
      { ...detected, device: 1 } as Action,
      timeout,
      detected,
      { do: 'page', field: 'aer.err', value: 3 },
      flags('clear', 4),
      { do: 'notify', guest: 1 },
    ],
    expect: () => [aerVerdicts([], 4), aerVerdicts([[0, 3]], 5), count('HandlerEnter', 1, { b: 2 }, 5)],
  },
  {
    id: 'EVT-08/3',
    title: 'a waiter looks at the flag itself: one that is set again when it wakes is no answer',
    on: 'one',
    steps: () => [
      detected,
      held(answer(5)),
      flags('or', 4),
      { do: 'advance', jiffies: 100 },
      flags('clear', 4),
    ],
    expect: () => [
      count('HandlerEnter', 1, {}, 1),
      aerVerdicts([], 2),
      aerVerdicts([], 3),
      // found at the end of the wait: the event of the answer is held back, because nobody ended the first one
      aerVerdicts([[0, 5]], 4),
    ],
  },
  {
    id: 'EVT-25/1',
    title:
      'after a disconnect an AER callback finds no page: the guest is reported, the result is the default',
    on: 'one',
    steps: () => [
      close,
      detected,
      { do: 'aer', callback: 'mmio' },
      { do: 'aer', callback: 'slot_reset' },
      { do: 'aer', callback: 'resume' },
    ],
    expect: () => [
      connection({ mapped: false, bound: false }),
      aerVerdicts([[0, 2]], 1),
      aerVerdicts([[1, 5]], 2),
      aerVerdicts([[2, 5]], 3),
      nodes('aerState', ['aerfail', 'aerfail', 'aerfail', 'aerfail']),
      stores([]),
      fetches([]),
      flagChanges([]),
      order(['Notify'], []),
    ],
  },
);
