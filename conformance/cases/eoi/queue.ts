import { advance } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { eois } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { deliverable, deliverableAfter, queuedEois, rises, runs } from './expect.ts';
import { again, genuine, notify, pause, statistic, threshold } from './steps.ts';

const three = {
  guests: 3,
  others: [
    { name: 'edu', guest: 1 },
    { name: 'pcnet', guest: 2 },
  ],
} as const;
const two = { guests: 2, others: [{ name: 'edu', guest: 1 }] } as const;
/** Guest 0 makes a storm: its 512th event in one upcall that lasts too long is put off by ten jiffies. */
const storm = (...more: NonNullable<Action['at']>): Action => ({
  ...notify(),
  at: [again(0), pause(300, 3), ...more],
});
/** Guest 1 sends at that point of the storm. */
const guest1 = (nth: number) => ({ on: 'eoi', nth, then: [{ do: 'notify', guest: 1 }] }) as const;
const NEVER = 255;

/** The queue of delayed EOIs and its timer (EOI-17, 18). */
export const queue: readonly Case[] = cases(
  {
    id: 'EOI-17/1',
    title: 'equal times are served in the order in which they were queued',
    on: 'one',
    setup: three,
    steps: () => [genuine(0), genuine(1), genuine(2), notify(1, 2), notify(2, 2), notify(0, 2), advance(1)],
    expect: () => [
      deliverableAfter(
        5,
        [
          [1, 1],
          [2, 1],
          [0, 1],
        ],
        6,
      ),
    ],
  },
  {
    id: 'EOI-17/2',
    title: 'an earlier time goes before a later one that was queued first, and the timer is set for it',
    on: 'one',
    setup: two,
    steps: () => [threshold(NEVER), genuine(1), notify(1), storm(), notify(1), advance(9), advance(1)],
    expect: () => [
      queuedEois([[1, 1, 1]], 4, 1),
      deliverableAfter(3, [[1, 1]], 5),
      deliverableAfter(
        3,
        [
          [0, 10],
          [0, 10],
        ],
        6,
      ),
    ],
  },
  {
    id: 'EOI-17/3',
    title: 'a later time goes behind an earlier one, and the timer stays',
    on: 'one',
    setup: two,
    steps: () => [threshold(NEVER), genuine(1), notify(1), storm(guest1(510)), advance(9), advance(1)],
    expect: () => [
      queuedEois([[1, 1, 1]], 3, 1),
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
  },
  {
    id: 'EOI-17/4',
    title: 'an EOI whose time has passed when it is queued is made one jiffy later',
    on: 'one',
    steps: () => [threshold(NEVER), storm(pause(512, 30)), advance(1)],
    expect: () => [
      runs(512, 1),
      deliverableAfter(
        1,
        [
          [0, 1],
          [0, 1],
        ],
        2,
      ),
    ],
  },
  {
    id: 'EOI-18/1',
    title: 'the timer EOIs what is due and waits for the rest',
    on: 'one',
    setup: two,
    steps: () => [
      threshold(NEVER),
      genuine(1),
      notify(1),
      storm(),
      notify(1),
      advance(1),
      advance(8),
      advance(1),
    ],
    expect: () => [deliverable([1], 5), deliverable([], 6), deliverable([0, 0], 7)],
  },
  {
    id: 'EOI-18/2',
    title: 'a delayed EOI is not spurious: it sets the count back and adds nothing to spurious_events',
    on: 'one',
    steps: () => [
      genuine(),
      statistic('spurious_events'),
      notify(0, 2),
      advance(1),
      statistic('spurious_events'),
      notify(),
    ],
    expect: () => [rises(1, 4, 2), eois([[1, 0]], 5)],
    accept: { 'spurious-count-survives': () => [rises(1, 4, 2), eois([[1, 2]], 5)] },
  },
  {
    id: 'EOI-18/3',
    title: 'the timer looks at the time once: what falls due while it works waits for the next jiffy',
    on: 'one',
    setup: two,
    steps: () => [
      threshold(NEVER),
      genuine(1),
      notify(1),
      storm(),
      notify(1, 2),
      { ...advance(1), at: [pause(1, 20)] },
      advance(1),
    ],
    expect: () => [
      deliverableAfter(
        3,
        [
          [1, 1],
          [1, 21],
        ],
        5,
      ),
      deliverableAfter(
        3,
        [
          [0, 22],
          [0, 22],
        ],
        6,
      ),
    ],
    accept: {
      'spurious-count-survives': () => [
        deliverableAfter(3, [[1, 1]], 5),
        deliverableAfter(
          3,
          [
            [0, 22],
            [0, 22],
            [1, 23],
          ],
          6,
        ),
      ],
    },
  },
);
