import { advance } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, count, order, states } from '../../../src/conformance/expect.ts';
import { deliverable, deliverableAfter, queuedEois, runs } from './expect.ts';
import { genuine, notify } from './steps.ts';

const three = {
  guests: 3,
  others: [
    { name: 'edu', guest: 1 },
    { name: 'pcnet', guest: 2 },
  ],
} as const;
const two = { guests: 2, others: [{ name: 'edu', guest: 1 }] } as const;

/** What an unbind leaves of a channel (EOI-25). */
export const unbind: readonly Case[] = cases(
  {
    id: 'EOI-25/1',
    title: 'unbinding takes a waiting EOI out of the queue',
    on: 'one',
    steps: () => [genuine(), notify(0, 2), { do: 'node', name: 'state', value: '5' }, advance(20)],
    expect: () => [
      queuedEois(
        [
          [1, 0, 0],
          [1, 1, 1],
        ],
        1,
      ),
      count('ChannelUnbind', 1, { a: 1 }, 2),
      deliverable([], 2),
      deliverable([], 3),
      runs(0, 3),
    ],
  },
  {
    id: 'EOI-25/2',
    title: 'the others in the queue keep their time and order',
    on: 'one',
    setup: three,
    steps: () => [
      genuine(0),
      genuine(1),
      genuine(2),
      notify(0, 2),
      notify(1, 2),
      notify(2, 2),
      { do: 'node', guest: 1, name: 'state', value: '5' },
      advance(1),
    ],
    expect: () => [
      deliverableAfter(
        5,
        [
          [0, 1],
          [2, 1],
        ],
        7,
      ),
    ],
  },
  {
    id: 'EOI-25/3',
    title:
      'a channel closed from inside its own upcall is let go of when the upcall has ended, and nothing is used after that',
    on: 'one',
    setup: two,
    steps: () => [
      {
        ...notify(1),
        at: [
          {
            on: 'fetch',
            name: 'flags',
            nth: 1,
            then: [
              { do: 'notify', guest: 0 },
              { do: 'node', guest: 0, name: 'state', value: '5' },
              { do: 'run', task: 'xenwatch', steps: 64 },
            ],
          },
        ],
      },
      genuine(1),
    ],
    expect: () => [
      order(['ChannelUnbind', 'HandlerExit'], ['ChannelUnbind', 'HandlerExit'], 0),
      runs(0, 0, 0),
      connection({ bound: false, mapped: false }, 0),
      connection({ bound: true, eoiMissing: false }, 1),
      runs(1, 1, 1),
    ],
  },
  {
    id: 'EOI-25/4',
    title: "unbinding closes the port: the guest's end can be bound again, and works",
    on: 'one',
    steps: () => [
      { do: 'toolstack', step: 'destroy' },
      { do: 'toolstack', step: 'create' },
      // publishes the channel there is, with a new page
      { do: 'grant', how: 'renew' },
      { do: 'node', name: 'state', value: '3' },
      genuine(),
    ],
    expect: () => [
      states([2, 3, 4]),
      connection({ bound: true, mapped: true, backendState: 4 }),
      count('ChannelUnbind', 1, { a: 1 }, 0),
      runs(1, 3),
      runs(1, 4),
    ],
  },
);
