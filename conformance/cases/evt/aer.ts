import { op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { aerVerdicts, count, eois, flagChanges, replies, reply } from '../../../src/conformance/expect.ts';
import { answer, detected, flags, held, notify, queuedWithAer, run, sequence, timeout } from './steps.ts';

/** AER requests and EOIs (EVT-26 to EVT-28). */
export const aerCases: readonly Case[] = cases(
  {
    id: 'EVT-26/1',
    title: 'an event that leads to a request and wakes a waiter is ended once',
    on: 'one',
    steps: () => [detected, read(8, 4, { silent: true }), flags('clear', 4), notify],
    expect: (d) => [
      reply(3, 0, d.dword(8)),
      aerVerdicts([[0, 2]], 3),
      eois([[0, 0]], 3),
      count('EoiDone', 1, {}, 3),
    ],
  },
  {
    id: 'EVT-26/2',
    title: 'each event is ended exactly once, over requests, idle events and AER requests',
    on: 'one',
    steps: () => [read(8), notify, detected, read(8), answer(5), op(99), notify],
    expect: () => [count('HandlerEnter', 6), count('Eoi', 6), count('EoiDone', 6)],
  },
  {
    id: 'EVT-26/3',
    title: 'the end of a run makes no EOI when the AER request made it, and the other way round',
    on: 'one',
    steps: () => [...queuedWithAer(read(8)), held(run('worker')), held(notify), answer(5)],
    expect: () => [
      eois([[0, 0]], 2),
      eois([], 3),
      eois([[1, 0]], 4),
      eois([[0, 0]], 5),
      count('HandlerEnter', 3),
    ],
  },
  {
    id: 'EVT-27/1',
    title: 'an EOI that is owed is made right after the AER request is posted and notified',
    on: 'one',
    steps: () => [held(op(99)), held(detected), run('aer'), answer(5)],
    expect: () => [
      eois([], 0),
      sequence(
        [
          ...['store 552', 'store 556', 'store 560', 'store 564', 'store 568'],
          ...['set 2', 'Notify', 'EOI'],
          ...['WorkStart', 'store 8', 'store 32', 'clear 0', 'Notify', 'WorkEnd'],
        ],
        2,
      ),
      reply(2, -4, 0),
    ],
  },
  {
    id: 'EVT-27/2',
    title: 'so the answer is heard while the request of an earlier event has not been served',
    on: 'one',
    steps: () => [...queuedWithAer(op(99)), held(answer(5)), held(run('aer')), run('worker')],
    expect: () => [
      count('HandlerEnter', 1, {}, 3),
      aerVerdicts([[0, 5]], 4),
      replies([], 4),
      replies([[-4, 0]], 5),
      eois([[0, 0]], 5),
    ],
  },
  {
    id: 'EVT-27/3',
    title: 'when no EOI is owed the AER request makes none',
    on: 'one',
    steps: () => [detected, answer(5)],
    expect: () => [eois([], 0), count('Notify', 1, { b: 1 }, 0), eois([[0, 0]], 1)],
  },
  {
    id: 'EVT-28/1',
    title: 'the end of the wait makes the EOI of the answer, not spurious',
    on: 'one',
    steps: () => [detected, answer(5), read(8)],
    expect: (d) => [eois([[0, 0]], 1), count('EoiDone', 1, {}, 1), reply(2, 0, d.dword(8))],
  },
  {
    id: 'EVT-28/2',
    title: 'but leaves it to the worker when that is active',
    on: 'one',
    steps: () => [...queuedWithAer(read(8)), held(answer(5)), held(run('aer')), run('worker')],
    expect: () => [eois([], 3), eois([], 4), aerVerdicts([[0, 5]], 4), eois([[0, 0]], 5)],
  },
  {
    id: 'EVT-28/3',
    title: 'a wait that times out makes the EOI that is owed as well',
    on: 'one',
    steps: () => [detected, held(answer(5)), flags('or', 4), timeout, flags('clear', 4), read(8)],
    expect: (d) => [
      eois([], 2),
      eois([[0, 0]], 3),
      flagChanges([[2, 2]], 3),
      aerVerdicts([[0, 2]], 3),
      reply(5, 0, d.dword(8)),
    ],
    accept: {
      'aer-timeout-is-no-answer': (d) => [
        eois([], 2),
        eois([[0, 0]], 3),
        flagChanges([[2, 2]], 3),
        aerVerdicts([[0, 1]], 3),
        reply(5, 0, d.dword(8)),
      ],
    },
  },
  {
    id: 'EVT-28/4',
    title: 'a wait that times out with no EOI owed makes none',
    on: 'one',
    steps: () => [detected, timeout],
    expect: () => [eois([]), flagChanges([[2, 2]], 1)],
  },
);
