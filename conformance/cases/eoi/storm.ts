import { advance } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, type Expectation } from '../../../src/conformance/expect.ts';
import type { Action, Effect } from '../../../src/program/program.ts';
import { deliverableAfter, lastEois, runs } from './expect.ts';
import { again, notify, pause, threshold } from './steps.ts';

const two = { guests: 2, others: [{ name: 'edu', guest: 1 }] } as const;
/** Above every count: spurious events are never delayed. */
const NEVER = 255;
/** Spurious events of guest 0 without end, with what happens at points of that upcall. */
const endless = (...at: Effect[]): Action => ({ ...notify(), at: [again(0), ...at] });
const noStorm = (action: number): readonly Expectation[] => [count('Eoi', 0, { d: 1 }, action)];
/** The upcall ends at its `events`-th event, whose EOI is put off by `jiffies`. */
const stormAt = (events: number, jiffies: number, action: number): readonly Expectation[] => [
  runs(events, action),
  count('Eoi', 1, { d: 1 }, action),
  lastEois([[0, 1, 0, 1]], action),
  deliverableAfter(
    action,
    [
      [0, jiffies],
      [0, jiffies],
    ],
    action + 1,
  ),
];

/** An upcall that goes on for too long (EOI-30, 31). */
export const storm: readonly Case[] = cases(
  {
    id: 'EOI-30/1',
    title: 'an upcall that at its 512th event is past the deadline set at its 256th begins to defer',
    on: 'one',
    steps: () => [threshold(NEVER), endless(pause(300, 3)), advance(30)],
    expect: () => stormAt(512, 10, 1),
  },
  {
    id: 'EOI-30/2',
    title: 'at the deadline itself it does not; the next look is at the 768th event',
    on: 'one',
    steps: () => [threshold(NEVER), endless(pause(300, 2), pause(600, 1)), advance(30)],
    expect: () => stormAt(768, 10, 1),
  },
  {
    id: 'EOI-30/3',
    title: 'time spent before the 256th event does not count',
    on: 'one',
    steps: () => [threshold(NEVER), endless(pause(200, 50)), advance(30)],
    expect: () => noStorm(1),
  },
  {
    id: 'EOI-30/4',
    title: 'time spent between two looks counts at the next one, not before',
    on: 'one',
    steps: () => [threshold(NEVER), endless(pause(520, 5)), advance(30)],
    expect: () => stormAt(768, 10, 1),
  },
  {
    id: 'EOI-30/5',
    title: 'however many events, an upcall that is fast enough goes on',
    on: 'one',
    steps: () => [threshold(NEVER), endless(), advance(30)],
    expect: () => noStorm(1),
  },
  {
    id: 'EOI-30/6',
    title: 'the events of all ports count together, and each that is dispatched from then on is deferred',
    on: 'one',
    setup: two,
    steps: () => [
      threshold(NEVER, 0),
      threshold(NEVER, 1),
      { ...notify(), at: [again(0, 1), pause(300, 3)] },
      advance(30),
    ],
    expect: () => [
      count('HandlerEnter', 513, {}, 2),
      lastEois(
        [
          [1, 1, 0, 1],
          [0, 1, 0, 1],
        ],
        2,
      ),
      count('Eoi', 2, { d: 1 }, 2),
    ],
  },
  {
    id: 'EOI-30/7',
    title: 'every upcall counts from 0',
    on: 'one',
    steps: () => [
      threshold(NEVER),
      ...Array.from({ length: 3 }, () => [...Array.from({ length: 100 }, () => notify()), advance(1)]).flat(),
    ],
    expect: () => [runs(300), count('Eoi', 0, { d: 1 })],
  },
  {
    id: 'EOI-31/1',
    title: 'a deferred event is delivered again ten jiffies after its dispatch, not before',
    on: 'one',
    steps: () => [threshold(NEVER), endless(pause(300, 3)), advance(9), advance(1)],
    expect: () => [runs(512, 1), runs(0, 2), runs(1, 3)],
  },
  {
    id: 'EOI-31/2',
    title: 'the time counts from the dispatch, not from the EOI',
    on: 'one',
    steps: () => [threshold(NEVER), endless(pause(300, 3), pause(512, 4)), advance(30)],
    expect: () => stormAt(512, 6, 1),
  },
);
