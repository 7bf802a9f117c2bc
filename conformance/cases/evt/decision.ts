import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { aerVerdicts, count, eois, reply } from '../../../src/conformance/expect.ts';
import { answer, detected, flags, held, notify, queuedWithAer, run } from './steps.ts';

const two = {
  guests: 2,
  others: [{ name: 'edu', guest: 1 }],
} as const;

/** The rows of the handler's decision table with a request (EVT-04). */
export const decisionCases: readonly Case[] = cases(
  {
    id: 'EVT-04/1',
    title: 'a request and no worker: one is scheduled and the handler makes no EOI',
    on: 'one',
    steps: () => [held(read(8)), run('worker')],
    expect: (d) => [
      count('WorkQueued', 1, { a: 1 }, 0),
      count('WorkStart', 0, {}, 0),
      eois([], 0),
      reply(1, 0, d.dword(8)),
      eois([[0, 0]], 1),
    ],
  },
  {
    id: 'EVT-04/2',
    title: 'PCIB_active without an AER request makes no difference to that',
    on: 'one',
    steps: () => [flags('or', 4), held(read(8)), run('worker')],
    expect: (d) => [count('WorkQueued', 1, {}, 1), eois([], 1), reply(2, 0, d.dword(8)), eois([[0, 0]], 2)],
  },
  {
    id: 'EVT-04/3',
    title: 'a request while an AER request is not answered: a worker is scheduled, the waiter is not woken',
    on: 'one',
    steps: () => [detected, held(read(8)), run('worker'), answer(5)],
    expect: (d) => [
      count('WorkQueued', 1, {}, 1),
      eois([], 1),
      reply(2, 0, d.dword(8)),
      eois([[0, 0]], 2),
      aerVerdicts([], 2),
      aerVerdicts([[0, 5]], 3),
    ],
  },
  {
    id: 'EVT-04/4',
    title: 'a request and an answer at once: a worker is scheduled and the waiter woken by one event',
    on: 'one',
    steps: () => [
      detected,
      read(8, 4, { silent: true }),
      { do: 'page', field: 'aer.err', value: 3 },
      flags('set', 3),
      held(notify),
      run('worker'),
    ],
    expect: (d) => [
      count('HandlerEnter', 1, {}, 4),
      count('WorkQueued', 1, {}, 4),
      eois([], 4),
      reply(5, 0, d.dword(8)),
      aerVerdicts([[0, 3]], 5),
      eois([[0, 0]], 5),
    ],
  },
  {
    id: 'EVT-04/5',
    title: 'a request whose worker is queued already, AER request not answered: a spurious event',
    on: 'one',
    steps: () => [...queuedWithAer(read(8)), held(notify), held(run('worker')), answer(5)],
    expect: (d) => [
      count('WorkQueued', 0, {}, 3),
      eois([[1, 0]], 3),
      reply(4, 0, d.dword(8)),
      eois([], 4),
      aerVerdicts([[0, 5]], 5),
      eois([[0, 0]], 5),
    ],
  },
  {
    id: 'EVT-04/6',
    title: 'a request whose worker is queued already, AER request answered: the waiter is woken, no EOI',
    on: 'one',
    steps: () => [
      ...queuedWithAer(read(8)),
      held(flags('clear', 4)),
      held(notify),
      held(run('aer')),
      run('worker'),
    ],
    expect: (d) => [
      count('WorkQueued', 0, {}, 4),
      eois([], 4),
      aerVerdicts([[0, 2]], 5),
      eois([], 5),
      reply(6, 0, d.dword(8)),
      eois([[0, 0]], 6),
    ],
  },
  {
    id: 'EVT-04/7',
    title: 'a request whose worker is queued already and no AER request: a spurious event',
    on: 'one',
    setup: two,
    steps: () => [
      { ...detected, device: 1 } as const,
      { do: 'advance', jiffies: 75_250 },
      ...queuedWithAer(read(8)),
      held(flags('clear', 4)),
      held({ do: 'notify', guest: 1 }),
      held(run('aer')),
      held(notify),
      run('worker'),
    ],
    expect: (d) => [
      aerVerdicts([[0, 2]], 7),
      count('WorkQueued', 0, {}, 8),
      eois([[1, 0]], 8),
      reply(9, 0, d.dword(8)),
      eois([], 9),
    ],
    accept: {
      'aer-timeout-cleans-up+aer-timeout-is-no-answer': (d) => [
        eois([[1, 0]], 6),
        aerVerdicts([], 7),
        count('WorkQueued', 0, {}, 8),
        eois([], 8),
        reply(9, 0, d.dword(8)),
        aerVerdicts([[0, 2]], 9),
      ],
    },
  },
);
