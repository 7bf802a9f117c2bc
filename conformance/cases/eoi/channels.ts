import { advance, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, count, eois, observed, reply, states } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { deliverable, runs } from './expect.ts';
import { genuine, notify } from './steps.ts';

const three = {
  guests: 3,
  others: [
    { name: 'edu', guest: 1 },
    { name: 'pcnet', guest: 2 },
  ],
} as const;

/** Guests whose handlers run, in order. */
const handlers = (expected: readonly number[], action: number) =>
  observed(
    `guests whose handler runs in action ${action}`,
    ['virtual-time'],
    (seen) => seen.all('HandlerEnter', action).map(({ b }) => b - 1),
    expected,
  );

/** While the handler of `guest` runs, the others send in this order. */
const during = (guest: number, ...senders: number[]): Action => ({
  ...notify(guest),
  at: [
    { on: 'fetch', name: 'flags', nth: 1, then: senders.map((sender) => ({ do: 'notify', guest: sender })) },
  ],
});

/** Binds to a port that cannot be bound. */
const refusedPort = (id: Case['id'], title: string, port: string): Case => ({
  id,
  title,
  on: 'one',
  setup: { start: 'bound' },
  steps: () => [
    { do: 'toolstack', step: 'create' },
    { do: 'frontend', step: 'publish', hold: true },
    { do: 'node', name: 'event-channel', value: port },
  ],
  expect: () => [
    count('ChannelBind', 1, { a: 1, b: -22 }),
    states([2, 3, 5]),
    runs(0),
    connection({ bound: false, backendState: 5 }),
  ],
});

/** What both channel ABIs show (9.4). */
export const channels: readonly Case[] = cases(
  {
    id: 'EOI-40/1',
    title: 'a port that is pending and masked is not delivered; unmasked it is',
    on: 'one',
    steps: () => [
      { ...read(0), hold: true },
      { ...notify(), hold: true },
      { do: 'advance', jiffies: 1 },
    ],
    expect: (d) => [runs(0, 1), runs(1, 2), reply(2, 0, d.dword(0))],
  },
  {
    id: 'EOI-40/2',
    title: 'a port that is not masked is delivered as soon as it is pending, and only that port',
    on: 'one',
    setup: three,
    steps: () => [notify(1)],
    expect: () => [handlers([1], 0), count('GuestNotify', 1, { a: 2, b: 1 }, 0)],
  },
  {
    id: 'EOI-41/1',
    title: 'an event sent in the moment of the unmask is not lost',
    on: 'one',
    steps: () => [genuine(), { ...read(4), at: [{ on: 'eoi', nth: 1, then: [{ do: 'notify' }] }] }],
    expect: () => [
      runs(2, 1),
      eois(
        [
          [0, 0],
          [1, 0],
        ],
        1,
      ),
      deliverable([0, 0], 1),
    ],
  },
  {
    id: 'EOI-41/2',
    title: 'nor is one sent while the EOI waits in the queue',
    on: 'one',
    steps: () => [genuine(), notify(0, 2), { ...read(0), hold: true }, advance(1)],
    expect: (d) => [runs(2, 1), runs(0, 2), runs(1, 3), reply(3, 0, d.dword(0))],
  },
  {
    id: 'EOI-42/1',
    title: 'the scan goes on behind the port served last, whatever was sent first',
    on: 'one',
    setup: three,
    steps: () => [during(1, 0, 2)],
    expect: () => [handlers([1, 2, 0], 0)],
  },
  {
    id: 'EOI-42/2',
    title: 'behind the last port it begins again with the first',
    on: 'one',
    setup: three,
    steps: () => [during(2, 1, 0), during(0, 2, 1)],
    expect: () => [handlers([2, 0, 1], 0), handlers([0, 1, 2], 1)],
  },
  {
    id: 'EOI-44/1',
    title:
      'a port that was masked when it was looked at stays pending, and is delivered once when it is unmasked',
    on: 'one',
    steps: () => [{ ...read(0), hold: true }, { ...notify(0, 2), hold: true }, advance(1), notify()],
    expect: () => [runs(0, 1), runs(1, 2), count('GuestNotify', 1, { b: 1 }, 3)],
  },
  {
    id: 'EOI-44/2',
    title: 'unmasking a port that is not pending runs nothing',
    on: 'one',
    steps: () => [read(0), advance(2)],
    expect: () => [runs(1), deliverable([0])],
  },
  refusedPort('EOI-45/1', 'port 0 is never valid', '0'),
  refusedPort('EOI-45/2', 'nor is a port that the guest does not have', '99'),
);
