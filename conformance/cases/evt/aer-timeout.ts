import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  connection,
  count,
  eois,
  pageWords,
  replies,
  reply,
} from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { answer, detected, flags, held, notify, run, timeout } from './steps.ts';

/** An AER request that is not answered, then the answer that comes too late. */
const late = [detected, timeout, notify];
/** The connection ends, and the guest gets a new one. */
const renewed: Action[] = [
  { do: 'toolstack', step: 'destroy' },
  { do: 'toolstack', step: 'create' },
  { do: 'frontend', step: 'publish' },
];

/** The channel after an AER timeout (EVT-29). */
export const aerTimeoutCases: readonly Case[] = cases(
  {
    id: 'EVT-29/1',
    title: 'after a timeout an idle event is never ended, and the channel is deaf to requests',
    on: 'one',
    steps: () => [...late, read(8), { do: 'advance', jiffies: 500 }, notify],
    expect: () => [
      count('HandlerEnter', 1, {}, 2),
      eois([], 2),
      replies([]),
      count('HandlerEnter', 0, {}, 3),
      count('HandlerEnter', 0, {}, 5),
      connection({ eoiMissing: true, bound: true }),
      pageWords({ flags: 3 }),
    ],
    accept: {
      'aer-timeout-cleans-up': (d) => [
        eois([[1, 0]], 2),
        replies([[0, d.dword(8)]], 3),
        connection({ eoiMissing: false, bound: true }),
      ],
    },
  },
  {
    id: 'EVT-29/2',
    title: 'an event that brings a request is served as ever: only an idle one makes the channel deaf',
    on: 'one',
    steps: () => [
      detected,
      timeout,
      read(8, 4, { silent: true }),
      flags('or', 4),
      notify,
      flags('clear', 4),
      read(8),
    ],
    expect: (d) => [
      reply(4, 0, d.dword(8)),
      eois([[0, 0]], 4),
      reply(6, 0, d.dword(8)),
      eois([[0, 0]], 6),
      connection({ eoiMissing: false }),
    ],
  },
  {
    id: 'EVT-29/3',
    title: 'the next AER request makes the EOI that was missing, and the request that waited is served',
    on: 'one',
    steps: () => [...late, read(8), held(detected), held(run('aer')), run('worker'), answer(5)],
    expect: (d) => [
      replies([], 3),
      eois([[0, 0]], 5),
      count('HandlerEnter', 1, {}, 5),
      reply(6, 0, d.dword(8)),
      aerVerdicts([[0, 5]], 7),
      connection({ eoiMissing: false }),
    ],
    accept: {
      'aer-timeout-cleans-up': (d) => [
        replies([[0, d.dword(8)]], 3),
        eois([], 5),
        aerVerdicts([[0, 5]], 7),
        connection({ eoiMissing: false }),
      ],
    },
  },
  {
    id: 'EVT-29/4',
    title: 'so does the end of the connection: the next one hears requests',
    on: 'one',
    steps: () => [...late, ...renewed, read(8)],
    expect: (d) => [reply(6, 0, d.dword(8)), connection({ eoiMissing: false })],
  },
);
