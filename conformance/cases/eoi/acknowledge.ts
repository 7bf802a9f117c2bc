import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, count, eois, observed, order, reply } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { deliverable, runs } from './expect.ts';
import { notify } from './steps.ts';

/** Closes the connection from inside its own handler: unbinding has to wait for it. */
const closeMeanwhile: Action['at'] = [
  {
    on: 'fetch',
    name: 'flags',
    nth: 1,
    then: [
      { do: 'node', name: 'state', value: '5' },
      { do: 'run', task: 'xenwatch', steps: 64 },
      { do: 'notify' },
    ],
  },
];

/** `1`: the event was delivered at once, `0`: it was latched. */
const delivered = (expected: readonly number[], action?: number) =>
  observed(
    `whether each event of the guest is delivered at once${action === undefined ? '' : ` (action ${action})`}`,
    ['virtual-time'],
    (seen) => seen.all('GuestNotify', action).map(({ b }) => b),
    expected,
  );

/** Between the acknowledge of an event and its EOI (EOI-05, 06). */
export const acknowledge: readonly Case[] = cases(
  {
    id: 'EOI-05/1',
    title: 'from the acknowledge to the EOI nothing is delivered: the next event waits for the worker',
    on: 'one',
    steps: () => [
      { ...read(0), hold: true },
      { ...notify(), hold: true },
      { do: 'run', task: 'worker', steps: 64, hold: true },
    ],
    expect: (d) => [
      delivered([0], 1),
      runs(0, 1),
      runs(1, 2),
      order(['HandlerEnter', 'Eoi', 'EoiDone'], ['Eoi', 'EoiDone', 'HandlerEnter', 'Eoi', 'EoiDone'], 2),
      reply(2, 0, d.dword(0)),
    ],
  },
  {
    id: 'EOI-05/2',
    title: 'an event sent while the handler runs is latched, and delivered after its EOI',
    on: 'one',
    steps: () => [
      read(0),
      { ...notify(), at: [{ on: 'fetch', name: 'flags', nth: 1, then: [{ do: 'notify' }] }] },
    ],
    expect: () => [
      delivered([1, 0], 1),
      order(
        ['HandlerEnter', 'HandlerExit'],
        ['HandlerEnter', 'HandlerExit', 'HandlerEnter', 'HandlerExit'],
        1,
      ),
      eois(
        [
          [1, 0],
          [1, 1],
        ],
        1,
      ),
    ],
  },
  {
    id: 'EOI-06/1',
    title: 'an EOI does not unmask a channel that is masked for another reason as well',
    on: 'one',
    steps: () => [read(0), { ...notify(), at: closeMeanwhile }, notify()],
    expect: () => [
      runs(1, 1),
      runs(0, 2),
      deliverable([], 1),
      count('ChannelUnbind', 1, { a: 1 }, 1),
      connection({ bound: false, mapped: false, backendState: 5 }),
    ],
  },
  {
    id: 'EOI-06/2',
    title: 'the EOI unmasks when it removes the only reason, so the next event is delivered at once',
    on: 'one',
    steps: () => [read(0), notify(), read(0)],
    expect: (d) => [delivered([1, 1, 1]), deliverable([0], 1), reply(2, 0, d.dword(0))],
  },
);
