import { advance, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, count, eois, order } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { deliverable, queuedEois, rises, runs } from './expect.ts';
import { again, genuine, notify, pause, statistic, threshold } from './steps.ts';

/** Guest 0 makes a storm: its 512th event in one upcall that lasts too long is put off by ten jiffies. */
const storm = (...more: NonNullable<Action['at']>): Action => ({
  ...notify(),
  at: [again(0), pause(300, 3), ...more],
});
const NEVER = 255;

/** What becomes of an EOI: none, at once, or queued (EOI-10, 14..16). */
export const outcome: readonly Case[] = cases(
  {
    id: 'EOI-10/1',
    title: 'the EOI of a worker whose channel is gone does nothing',
    on: 'one',
    steps: () => [
      { ...read(0), hold: true },
      { do: 'node', name: 'state', value: '5', hold: true },
      { do: 'run', task: 'xenwatch', steps: 64, hold: true },
      advance(2),
    ],
    expect: () => [
      count('ChannelUnbind', 1, { a: 1 }),
      count('WorkEnd', 1),
      count('Eoi', 0),
      deliverable([]),
      connection({ bound: false, mapped: false }),
    ],
  },
  {
    id: 'EOI-14/1',
    title: 'spurious_events counts every spurious event, delayed or not, and no genuine one',
    on: 'one',
    steps: () => [
      statistic('spurious_events'),
      genuine(),
      notify(0, 2),
      advance(2),
      genuine(),
      notify(),
      advance(2),
      statistic('spurious_events'),
    ],
    expect: () => [
      rises(0, 7, 3),
      eois([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
        [1, 0],
      ]),
    ],
  },
  {
    id: 'EOI-15/1',
    title: 'an EOI with a delay is queued, one without is made at once',
    on: 'one',
    steps: () => [genuine(), notify(), notify(), advance(1)],
    expect: () => [
      queuedEois([[1, 0, 0]], 1),
      deliverable([0], 1),
      queuedEois([[1, 1, 1]], 2),
      deliverable([], 2),
      deliverable([0], 3),
    ],
  },
  {
    id: 'EOI-15/2',
    title: 'without a delay an EOI is queued while the upcall that set eoi_time runs',
    on: 'one',
    steps: () => [threshold(NEVER), storm(), advance(10)],
    expect: () => [runs(512, 1), count('Eoi', 1, { d: 1 }, 1), count('Eoi', 1, { b: 1, c: 0, d: 1 }, 1)],
  },
  {
    id: 'EOI-16/1',
    title: 'an EOI made at once delivers what was latched, and clears eoi_time',
    on: 'one',
    steps: () => [
      genuine(),
      { ...notify(), at: [{ on: 'eoi', nth: 1, then: [{ do: 'notify' }] }] },
      advance(1),
      notify(),
    ],
    expect: () => [
      order(['HandlerEnter', 'Eoi', 'EoiDone'], ['HandlerEnter', 'Eoi', 'EoiDone', 'HandlerEnter', 'Eoi'], 1),
      deliverable([0], 2),
      queuedEois([[1, 0, 0]], 3),
    ],
    accept: {
      'spurious-count-survives': () => [
        order(
          ['HandlerEnter', 'Eoi', 'EoiDone'],
          ['HandlerEnter', 'Eoi', 'EoiDone', 'HandlerEnter', 'Eoi'],
          1,
        ),
        deliverable([0], 2),
        queuedEois([[1, 2, 1]], 3),
      ],
    },
  },
  {
    id: 'EOI-16/2',
    title: 'without a latched event an EOI runs no handler',
    on: 'one',
    steps: () => [genuine(), notify(), advance(5)],
    expect: () => [runs(1, 1), runs(0, 2), deliverable([0], 1)],
  },
);
