import { advance } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, type Expectation } from '../../../src/conformance/expect.ts';
import type { Action, Effect } from '../../../src/program/program.ts';
import { deliverableAfter, lastEois, queuedEois, runs, shows, stored } from './expect.ts';
import { again, genuine, notify, parameter, pause, threshold } from './steps.ts';

const two = { guests: 2, others: [{ name: 'edu', guest: 1 }] } as const;
/** Above every count: spurious events are never delayed. */
const NEVER = 255;
/** Spurious events of guest 0 without end, with what happens at points of that upcall. */
const endless = (...at: Effect[]): Action => ({ ...notify(), at: [again(0), ...at] });
/** Sends an event of the second guest at an EOI. */
const guest1 = (nth: number): Effect => ({ on: 'eoi', nth, then: [{ do: 'notify', guest: 1 }] });
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

/** EOIs of events that an upcall deferred, and the parameters (EOI-32..35). */
export const stormEois: readonly Case[] = cases(
  {
    id: 'EOI-32/1',
    title: 'the EOI of a worker comes after the upcall, so it is made at once',
    on: 'one',
    steps: () => [
      threshold(NEVER),
      endless(pause(300, 3), { on: 'eoi', nth: 511, then: [{ do: 'op', cmd: 0, size: 4, silent: true }] }),
      advance(1),
    ],
    expect: () => [count('Eoi', 1, { b: 0, c: 0, d: 0 }, 1), ...noStorm(1)],
  },
  {
    id: 'EOI-32/2',
    title: 'a worker on another processor that is done while the upcall still runs has its EOI queued',
    on: 'one',
    steps: () => [
      threshold(NEVER),
      endless(
        pause(300, 3),
        { on: 'eoi', nth: 511, then: [{ do: 'op', cmd: 0, size: 4, silent: true }] },
        { on: 'fetch', name: 'flags', nth: 1024, then: [{ do: 'run', task: 'worker', steps: 64 }] },
      ),
      advance(10),
    ],
    expect: () => [
      runs(512, 1),
      count('Eoi', 1, { d: 1 }, 1),
      lastEois(
        [
          [0, 1, 0, 0],
          [0, 0, 0, 1],
        ],
        1,
      ),
      deliverableAfter(1, [[0, 10]], 2),
    ],
  },
  {
    id: 'EOI-33/1',
    title: 'event_loop_timeout is 2 and event_eoi_delay 10',
    on: 'one',
    steps: () => [parameter('event_loop_timeout'), parameter('event_eoi_delay')],
    expect: () => [shows(0, '2\n'), shows(1, '10\n')],
  },
  {
    id: 'EOI-33/2',
    title: 'both can be written at run time',
    on: 'one',
    steps: () => [
      parameter('event_loop_timeout', '5'),
      parameter('event_eoi_delay', '3'),
      threshold(NEVER),
      endless(pause(300, 5), pause(600, 1)),
      advance(30),
      parameter('event_loop_timeout'),
    ],
    expect: () => [stored(0, 1), stored(1, 1), ...stormAt(768, 3, 3), shows(5, '5\n')],
  },
  {
    id: 'EOI-33/3',
    title: 'what is no number is refused and changes nothing',
    on: 'one',
    steps: () => [
      parameter('event_eoi_delay', 'abc'),
      parameter('event_loop_timeout', '-1'),
      parameter('event_loop_timeout'),
      parameter('event_eoi_delay'),
    ],
    expect: () => [stored(0, -22), stored(1, -22), shows(2, '2\n'), shows(3, '10\n')],
  },
  {
    id: 'EOI-34/1',
    title: 'the upcall after the one that deferred does not defer',
    on: 'one',
    setup: two,
    steps: () => [threshold(NEVER), endless(pause(300, 3)), genuine(1), notify(1), advance(10), notify()],
    expect: () => [
      queuedEois([[0, 0, 0]], 2, 1),
      queuedEois([[1, 0, 0]], 3, 1),
      queuedEois([[1, 0, 0]], 4),
      queuedEois([[1, 0, 0]], 5),
    ],
  },
  {
    id: 'EOI-35/1',
    title: 'the delay of a spurious event replaces the ten jiffies of the storm',
    on: 'one',
    setup: two,
    steps: () => [
      threshold(NEVER),
      genuine(1),
      notify(1),
      endless(pause(300, 3), guest1(512)),
      advance(9),
      advance(1),
    ],
    expect: () => [
      lastEois(
        [
          [0, 1, 0, 1],
          [1, 1, 1, 1],
        ],
        3,
      ),
      deliverableAfter(3, [[1, 1]], 4),
      deliverableAfter(
        3,
        [
          [0, 10],
          [0, 10],
        ],
        5,
      ),
    ],
    accept: {
      'storm-delay-kept': () => [
        lastEois(
          [
            [0, 1, 0, 1],
            [1, 1, 1, 1],
          ],
          3,
        ),
        deliverableAfter(3, [], 4),
        deliverableAfter(
          3,
          [
            [0, 10],
            [0, 10],
            [1, 10],
          ],
          5,
        ),
      ],
    },
  },
  {
    id: 'EOI-35/2',
    title: 'a spurious event that is not delayed itself keeps those of the storm',
    on: 'one',
    setup: two,
    steps: () => [threshold(NEVER), genuine(1), endless(pause(300, 3), guest1(512)), advance(9), advance(1)],
    expect: () => [
      lastEois(
        [
          [0, 1, 0, 1],
          [1, 1, 0, 1],
        ],
        2,
      ),
      deliverableAfter(2, [], 3),
      deliverableAfter(
        2,
        [
          [0, 10],
          [0, 10],
          [1, 10],
        ],
        4,
      ),
    ],
  },
);
