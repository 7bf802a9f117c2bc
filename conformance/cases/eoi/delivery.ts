import { op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, count, eois, observed, order, replies } from '../../../src/conformance/expect.ts';
import { rises, runs } from './expect.ts';
import { notify, statistic } from './steps.ts';

/** `1`: the event was delivered at once, `0`: it was latched. */
const delivered = (expected: readonly number[], action?: number) =>
  observed(
    `whether each event of the guest is delivered at once${action === undefined ? '' : ` (action ${action})`}`,
    ['virtual-time'],
    (seen) => seen.all('GuestNotify', action).map(({ b }) => b),
    expected,
  );

/** Binding and dispatch (EOI-01..04). */
export const delivery: readonly Case[] = cases(
  {
    id: 'EOI-01/1',
    title: 'the channel is unmasked when its handler is there: the event pending from the bind runs it once',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [
      { do: 'toolstack', step: 'create' },
      { do: 'frontend', step: 'publish' },
    ],
    expect: () => [
      order(
        ['GrantMap', 'ChannelBind', 'HandlerEnter', 'Eoi', 'EoiDone'],
        ['GrantMap', 'ChannelBind', 'HandlerEnter', 'Eoi', 'EoiDone'],
      ),
      count('ChannelBind', 1, { a: 1 }),
      eois([[1, 0]]),
      connection({ bound: true, mapped: true, eoiMissing: false }),
    ],
  },
  {
    id: 'EOI-02/1',
    title: 'events sent while one is served are latched, and collapse into one',
    on: 'one',
    steps: () => [
      { ...read(0), hold: true },
      { ...notify(0, 3), hold: true },
      { do: 'advance', jiffies: 1 },
    ],
    expect: () => [
      delivered([1], 0),
      delivered([0, 0, 0], 1),
      runs(1, 0),
      runs(0, 1),
      runs(1, 2),
      eois([
        [0, 0],
        [1, 0],
      ]),
    ],
  },
  {
    id: 'EOI-02/2',
    title: 'events sent one after another, each served before the next, are delivered one by one',
    on: 'one',
    steps: () => [read(0), read(0), read(0)],
    expect: () => [
      delivered([1, 1, 1]),
      runs(3),
      eois([
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    ],
  },
  {
    id: 'EOI-03/1',
    title: 'a channel that is active is not dispatched again until its EOI',
    on: 'one',
    steps: () => [
      { ...read(0), hold: true },
      { ...notify(), hold: true },
      { ...op(0, { silent: true }), hold: true },
    ],
    expect: () => [
      runs(1, 0),
      runs(0, 1),
      count('WorkStart', 1),
      eois([
        [0, 0],
        [1, 0],
      ]),
    ],
  },
  {
    id: 'EOI-03/2',
    title: 'an event on a port that the backend has unbound is ignored',
    on: 'one',
    steps: () => [{ do: 'node', name: 'state', value: '5' }, notify(), read(0)],
    expect: () => [
      count('ChannelUnbind', 1, { a: 1 }, 0),
      runs(0),
      replies([]),
      count('GuestNotify', 2, { b: 0 }),
      count('Eoi', 0),
    ],
  },
  {
    id: 'EOI-04/1',
    title: 'each dispatch adds one to events, whatever the handler finds',
    on: 'one',
    steps: () => [statistic('events'), read(0), notify(), op(99), statistic('events')],
    expect: () => [rises(0, 4, 3), runs(3)],
  },
  {
    id: 'EOI-04/2',
    title: 'an event that is latched counts when it is delivered',
    on: 'one',
    steps: () => [
      statistic('events'),
      { ...read(0), hold: true },
      { ...notify(0, 5), hold: true },
      { do: 'advance', jiffies: 1 },
      statistic('events'),
    ],
    expect: () => [rises(0, 4, 2)],
  },
  {
    id: 'EOI-02/3',
    title: 'sends to a port that is pending and not masked collapse as well',
    on: 'one',
    setup: { guests: 2, others: [{ name: 'edu', guest: 1 }] },
    steps: () => [
      {
        ...notify(1),
        at: [
          {
            on: 'fetch',
            name: 'flags',
            nth: 1,
            then: [{ do: 'notify' }, { do: 'notify' }],
          },
        ],
      },
    ],
    expect: () => [delivered([1, 1, 0], 0), runs(1, 0, 0), runs(1, 0, 1)],
  },
);
