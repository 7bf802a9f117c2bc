import { op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  count,
  eois,
  flagChanges,
  nodes,
  pageWords,
  replies,
  reply,
  stores,
} from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';

const detected: Action = { do: 'aer', callback: 'detected' };
const answer = (result: number): Action => ({ do: 'answer', result });
/** Lets 300 s and a little pass. */
const timeout: Action = { do: 'advance', jiffies: 75_250 };
const flags = (how: 'set' | 'or' | 'clear', value: number): Action => ({
  do: 'page',
  field: 'flags',
  how,
  value,
});

/** Whose each flag is (ABI-02 to ABI-04). */
export const flagCases: readonly Case[] = cases(
  {
    id: 'ABI-02/1',
    title: 'every command, failed or not, ends with the backend clearing PCIF_active; it never sets it',
    on: 'one',
    steps: () => [0, 1, 2, 3, 4, 5, 6, 99].map((cmd) => op(cmd, { size: 2, value: 200 })),
    expect: () => [
      flagChanges(Array.from({ length: 8 }, () => [0, 2] as const)),
      pageWords({ flags: 2 }),
      count('WorkStart', 8),
    ],
  },
  {
    id: 'ABI-02/2',
    title: 'a request that is filled in and signalled without PCIF_active is not served',
    on: 'one',
    steps: () => [read(0, 4, { inactive: true })],
    expect: () => [replies([]), stores([]), flagChanges([]), eois([[1, 0]]), count('WorkQueued', 0)],
  },
  {
    id: 'ABI-02/3',
    title: 'a frontend that gives up clears PCIF_active, and its request is never served',
    on: 'one',
    steps: () => [read(0, 4, { silent: true }), flags('clear', 1), { do: 'notify' }],
    expect: () => [replies([]), stores([]), flagChanges([]), eois([[1, 0]]), pageWords({ flags: 2 })],
  },
  {
    id: 'ABI-03/1',
    title: 'the backend sets PCIB_active with an AER request and leaves it to the frontend to clear it',
    on: 'one',
    steps: () => [detected, read(8), answer(5)],
    expect: (d) => [
      flagChanges([[2, 1]], 0),
      reply(1, 0, d.dword(8)),
      flagChanges([[0, 2]], 1),
      flagChanges([], 2),
      aerVerdicts([[0, 5]]),
      pageWords({ flags: 2 }),
    ],
  },
  {
    id: 'ABI-03/2',
    title: 'the backend clears PCIB_active itself when the wait has timed out',
    on: 'one',
    steps: () => [detected, timeout],
    expect: () => [flagChanges([[2, 1]], 0), flagChanges([[2, 2]], 1), pageWords({ flags: 2 })],
  },
  {
    id: 'ABI-03/3',
    title: 'while the frontend has not answered PCIB_active stays set',
    on: 'one',
    steps: () => [detected, { do: 'advance', jiffies: 74_000 }, { do: 'notify' }, answer(5)],
    expect: () => [
      flagChanges([[2, 1]], 0),
      flagChanges([], 1),
      flagChanges([], 2),
      aerVerdicts([], 2),
      aerVerdicts([[0, 5]], 3),
    ],
  },
  {
    id: 'ABI-04/1',
    title: 'without PCIB_AERHANDLER an error is not sent to the frontend, whose domain is reported instead',
    on: 'one',
    steps: () => [flags('clear', 2), detected],
    expect: () => [
      aerVerdicts([[0, 2]]),
      stores([]),
      flagChanges([]),
      nodes('aerState', ['aerfail']),
      pageWords({ flags: 0 }),
    ],
  },
  {
    id: 'ABI-04/2',
    title: 'PCIB_AERHANDLER is looked at anew at each callback',
    on: 'one',
    steps: () => [
      flags('clear', 2),
      detected,
      flags('or', 2),
      detected,
      answer(5),
      flags('clear', 2),
      detected,
    ],
    expect: () => [
      aerVerdicts([
        [0, 2],
        [0, 5],
        [0, 2],
      ]),
      nodes('aerState', ['aerfail'], 1),
      nodes('aerState', [], 3),
      flagChanges([[2, 1]], 3),
      nodes('aerState', ['aerfail'], 6),
      flagChanges([], 6),
    ],
  },
  {
    id: 'ABI-04/3',
    title: 'a connection is made without PCIB_AERHANDLER as well, and nothing in it sets the bit',
    on: 'one',
    steps: () => [flags('set', 0), read(8), op(99), { do: 'node', name: 'state', value: '4' }],
    expect: (d) => [
      reply(1, 0, d.dword(8)),
      reply(2, -4, 0),
      flagChanges([
        [0, 2],
        [0, 2],
      ]),
      pageWords({ flags: 0 }),
    ],
  },
);
