import { read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, eois, observed, order, pageWords, replies } from '../../../src/conformance/expect.ts';
import type { Effect, Step } from '../../../src/program/program.ts';
import { answer, flags, held, notify, queuedWithAer, run } from './steps.ts';

/** Right after PCIF_active was cleared and before the worker is marked idle, the frontend does this. */
const atCompletion = (nth: number, ...then: Step[]): Effect => ({ on: 'notify', nth, then });
const twoGuests = { guests: 2, others: [{ name: 'edu', guest: 1 }] } as const;

/** One worker, one request at a time (EVT-11, 30). */
export const serialCases: readonly Case[] = cases(
  {
    id: 'EVT-11/1',
    title: 'an event in the middle of a run starts no second worker, also when the channel is open',
    on: 'one',
    steps: () => [
      ...queuedWithAer(
        read(8, 4, { at: [{ on: 'config', name: '0x8', nth: 1, then: [notify, notify, run('worker', 9)] }] }),
      ),
      held(run('worker')),
      answer(5),
    ],
    expect: (d) => [
      count('WorkQueued', 1),
      count('WorkStart', 1),
      replies([[0, d.dword(8)]]),
      eois(
        [
          [1, 0],
          [1, 1],
        ],
        3,
      ),
    ],
  },
  {
    id: 'EVT-11/2',
    title: 'requests of one guest are served strictly one after another',
    on: 'one',
    steps: () => [
      write(0x0c, 1, 1, {
        at: [
          { on: 'config', name: '0xc', nth: 1, then: [run('worker', 9)] },
          atCompletion(1, write(0x0c, 1, 2, { silent: true })),
        ],
      }),
    ],
    expect: () => [
      order(['ConfigWrite', 'Notify'], ['ConfigWrite', 'Notify', 'ConfigWrite', 'Notify']),
      observed(
        'values written',
        ['host-effects'],
        (seen) => seen.configWrites().map(([, , value]) => value),
        [1, 2],
      ),
    ],
  },
  {
    id: 'EVT-11/3',
    title: 'while the request of one guest is served another one gets its own served',
    on: 'one',
    setup: twoGuests,
    steps: () => [
      read(8, 4, {
        at: [
          {
            on: 'config',
            name: '0x8',
            nth: 1,
            then: [
              { do: 'op', guest: 1, device: 1, cmd: 99, value: 9 },
              { do: 'run', task: 'worker', guest: 1, steps: 4 },
            ],
          },
        ],
      }),
    ],
    expect: (d) => [
      replies([
        [0, d.dword(8)],
        [-4, 9],
      ]),
      observed(
        'guests whose requests complete, in order',
        ['fetches'],
        (seen) => seen.all('FlagBit').flatMap(({ a, c }) => (c === 2 ? [a] : [])),
        [2, 1],
      ),
    ],
  },
  {
    id: 'EVT-30/1',
    title:
      'a request posted over an abandoned one appears complete with the result of that one, and is not executed',
    on: 'one',
    steps: () => [
      read(8, 4, {
        at: [
          {
            on: 'store',
            name: 'op.err',
            nth: 1,
            then: [
              flags('clear', 1),
              write(0x0c, 1, 0x77, { inactive: true, silent: true }),
              flags('or', 1),
              notify,
            ],
          },
        ],
      }),
      notify,
    ],
    expect: (d) => [
      replies([[0, d.dword(8)]]),
      count('ConfigWrite', 0),
      count('WorkStart', 1),
      count('Notify', 1),
      pageWords({ flags: 2, 'op.cmd': 1, 'op.err': 0, 'op.value': d.dword(8), 'op.offset': 0x0c }),
    ],
  },
);
