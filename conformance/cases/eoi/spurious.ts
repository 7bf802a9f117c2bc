import { advance, op } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { eois } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { rises } from './expect.ts';
import { genuine, notify, statistic, threshold } from './steps.ts';

/** Longer than any delay (HZ is 250). */
const REST = advance(260);
/** So many spurious events in a row after a genuine one, each served before the next. */
const row = (events: number): Action[] => [
  genuine(),
  ...Array.from({ length: events }, () => [notify(), REST]).flat(),
];
const delays = (...jiffies: number[]): [number, number][] => [
  [0, 0],
  ...jiffies.map((n): [number, number] => [1, n]),
];

/** Series of spurious events: threshold T, delays, and what the hardening makes of them (A.5). */
const series = (
  id: Case['id'],
  title: string,
  T: number | null,
  actual: readonly number[],
  nominal: readonly number[] | null,
): Case => ({
  id,
  title,
  on: 'one',
  steps: () => [...(T === null ? [] : [threshold(T)]), ...row(actual.length)],
  expect: () => [eois(delays(...actual))],
  ...(nominal === null ? {} : { accept: { 'spurious-count-survives': () => [eois(delays(...nominal))] } }),
});

/** Count of spurious events, threshold, delay (EOI-11..14, 19, 20). */
export const spurious: readonly Case[] = cases(
  {
    id: 'EOI-11/1',
    title: 'a genuine request sets the count back: the spurious event after it is not delayed',
    on: 'one',
    steps: () => [genuine(), notify(), genuine(), notify(), notify(), REST],
    expect: () => [
      eois([
        [0, 0],
        [1, 0],
        [0, 0],
        [1, 0],
        [1, 1],
      ]),
    ],
  },
  {
    id: 'EOI-11/2',
    title: 'a request that fails is genuine as well',
    on: 'one',
    steps: () => [genuine(), notify(), op(99), notify(), REST],
    expect: () => [
      eois([
        [0, 0],
        [1, 0],
        [0, 0],
        [1, 0],
      ]),
    ],
  },
  series('EOI-12/1', 'a threshold of 0 acts as 1', 0, [0, 1, 0, 1], [0, 1, 2, 4]),
  series(
    'EOI-12/2',
    'with a threshold of 3 the fourth spurious event in a row is the first that is delayed',
    3,
    [0, 0, 0, 1, 0, 0, 0, 1],
    [0, 0, 0, 1, 2, 4, 8, 16],
  ),
  series('EOI-12/3', 'with a threshold of 2 it is the third', 2, [0, 0, 1, 0, 0, 1], [0, 0, 1, 2, 4, 8]),
  series(
    'EOI-12/4',
    'the count reaches its ceiling of 10: with a threshold of 9 the tenth event is delayed',
    9,
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1],
  ),
  {
    id: 'EOI-12/5',
    title: 'the threshold belongs to one device: that of another guest stays as it is',
    on: 'one',
    setup: { guests: 2, others: [{ name: 'edu', guest: 1 }] },
    steps: () => [threshold(3), genuine(0), notify(0, 2), genuine(1), notify(1, 2), REST],
    expect: () => [
      eois(
        [
          [1, 0],
          [1, 0],
        ],
        2,
      ),
      eois(
        [
          [1, 0],
          [1, 1],
        ],
        4,
      ),
    ],
  },
  {
    id: 'EOI-13/1',
    title: 'the second spurious event in a row is delayed by one jiffy, and the delays are summed up',
    on: 'one',
    steps: () => [
      genuine(),
      statistic('jiffies_eoi_delayed'),
      notify(0, 2),
      advance(1),
      notify(),
      notify(),
      REST,
      statistic('jiffies_eoi_delayed'),
    ],
    expect: () => [
      eois([
        [0, 0],
        [1, 0],
        [1, 1],
        [1, 0],
        [1, 1],
      ]),
      rises(1, 7, 2),
    ],
    accept: {
      'spurious-count-survives': () => [
        eois([
          [0, 0],
          [1, 0],
          [1, 1],
          [1, 2],
          [1, 4],
        ]),
        rises(1, 7, 7),
      ],
    },
  },
  series(
    'EOI-19/1',
    'with the default threshold every second spurious event costs one jiffy, for ever',
    null,
    [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1],
    [0, 1, 2, 4, 8, 16, 32, 64, 128, 250, 250, 250],
  ),
  series(
    'EOI-20/1',
    'with a threshold of 10, the ceiling, none is ever delayed',
    10,
    Array(24).fill(0),
    null,
  ),
  series('EOI-20/2', 'nor with the highest threshold there is', 0xffffffff, Array(24).fill(0), null),
);
