import { advance, op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, eois, errs } from '../../../src/conformance/expect.ts';
import { runs } from './expect.ts';
import { again, genuine, notify } from './steps.ts';

const JIFFIES = 100;

/** What counts as spurious, and what floods cost (EOI-22..24). */
export const flood: readonly Case[] = cases(
  {
    id: 'EOI-22/1',
    title: 'a request that makes no sense is no spurious event',
    on: 'one',
    steps: () => [
      op(99),
      op(0xffffffff, { size: -4, offset: -1 }),
      op(0, { device: -1, domain: 0xffffffff, bus: 77, devfn: 0xffffffff }),
      read(0, 3),
    ],
    expect: () => [
      errs([-4, -4, -1, -2]),
      eois([
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    ],
  },
  {
    id: 'EOI-22/2',
    title: 'an event without request and without an AER request that is waited for is spurious',
    on: 'one',
    steps: () => [notify()],
    expect: () => [eois([[1, 0]]), errs([])],
  },
  {
    id: 'EOI-22/3',
    title: 'a request without the flag is no request',
    on: 'one',
    steps: () => [op(0, { inactive: true })],
    expect: () => [eois([[1, 0]]), errs([]), count('WorkStart', 0)],
  },
  {
    id: 'EOI-22/4',
    title: 'an answer that an AER request waits for is not spurious',
    on: 'one',
    steps: () => [
      genuine(),
      { do: 'node', name: 'state', value: '4' },
      { do: 'page', field: 'flags', how: 'or', value: 2 },
      { do: 'aer', callback: 'detected' },
      { do: 'answer', result: 5 },
    ],
    expect: () => [runs(1, 4), eois([[0, 0]], 4), count('WorkStart', 0, {}, 4)],
  },
  {
    id: 'EOI-22/5',
    title: 'an event while a worker runs finds its request taken, and is spurious',
    on: 'one',
    steps: () => [{ ...read(0), hold: true }, { ...notify(), hold: true }, advance(1)],
    expect: () => [
      eois([
        [0, 0],
        [1, 0],
      ]),
    ],
  },
  {
    id: 'EOI-23/1',
    title: 'a flood of empty events costs two runs of the handler per jiffy, and none of the worker',
    on: 'one',
    steps: () => [
      genuine(),
      { ...notify(), at: [again(0)] },
      { ...advance(JIFFIES), at: [again(0)] },
      advance(1),
    ],
    expect: () => [
      runs(2, 1),
      runs(2 * JIFFIES, 2),
      count('WorkStart', 0, {}, 1),
      count('WorkStart', 0, {}, 2),
    ],
    accept: {
      // 2, 4, ... jiffies: runs at +1, 3, 7, 15, 31, 63
      'spurious-count-survives': () => [
        runs(2, 1),
        runs(6, 2),
        count('WorkStart', 0, {}, 1),
        count('WorkStart', 0, {}, 2),
      ],
    },
  },
  {
    id: 'EOI-23/2',
    title: 'a burst while the EOI is delayed costs nothing more than one run',
    on: 'one',
    steps: () => [genuine(), notify(0, 1000), advance(1)],
    expect: () => [runs(2, 1), runs(1, 2), count('GuestNotify', 2, { b: 1 }, 1)],
  },
  {
    id: 'EOI-24/1',
    title:
      'when every second event is a real request none is ever delayed, and each costs one run of the worker',
    on: 'one',
    steps: () => Array.from({ length: 8 }, () => [notify(), genuine()]).flat(),
    expect: () => [
      eois(
        Array.from({ length: 8 }, (): [number, number][] => [
          [1, 0],
          [0, 0],
        ]).flat(),
      ),
      count('WorkStart', 8),
      count('EoiDone', 16),
    ],
  },
);
