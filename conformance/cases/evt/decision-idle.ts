import { op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { aerVerdicts, count, eois, flagChanges, replies, reply } from '../../../src/conformance/expect.ts';
import { answer, detected, flags, held, notify, queuedWithAer, run } from './steps.ts';

/** The rows of the handler's decision table without one, and the worker mark (EVT-04, 05). */
export const idleDecisionCases: readonly Case[] = cases(
  {
    id: 'EVT-04/8',
    title: 'neither flag set: a spurious event',
    on: 'one',
    steps: () => [notify],
    expect: () => [eois([[1, 0]]), count('EoiDone', 1), count('WorkQueued', 0), flagChanges([])],
  },
  {
    id: 'EVT-04/9',
    title: 'PCIB_active set by the guest itself, with nobody waiting: a spurious event',
    on: 'one',
    steps: () => [flags('or', 4), notify],
    expect: () => [eois([[1, 0]]), count('WorkQueued', 0), flagChanges([])],
  },
  {
    id: 'EVT-04/10',
    title: 'an event while an AER request is not answered, with no request: a spurious event',
    on: 'one',
    steps: () => [detected, notify, answer(5)],
    expect: () => [eois([[1, 0]], 1), aerVerdicts([], 1), aerVerdicts([[0, 5]], 2), count('WorkQueued', 0)],
  },
  {
    id: 'EVT-04/11',
    title: 'an answer and no request: the waiter is woken, and only the end of its wait makes the EOI',
    on: 'one',
    steps: () => [detected, held(answer(5)), run('aer')],
    expect: () => [
      count('HandlerEnter', 1, {}, 1),
      eois([], 1),
      aerVerdicts([], 1),
      eois([[0, 0]], 2),
      aerVerdicts([[0, 5]], 2),
      count('WorkQueued', 0),
    ],
  },
  {
    id: 'EVT-04/12',
    title: 'bits without a meaning are no request and no answer',
    on: 'one',
    steps: () => [flags('or', 0xfffffff8), notify],
    expect: () => [eois([[1, 0]]), count('WorkQueued', 0)],
  },
  {
    id: 'EVT-05/1',
    title: 'an event without PCIF_active leaves the worker mark clear: the next request gets its worker',
    on: 'one',
    steps: () => [notify, notify, read(8)],
    expect: (d) => [count('WorkQueued', 0, {}, 1), reply(2, 0, d.dword(8)), count('WorkStart', 1)],
  },
  {
    id: 'EVT-05/2',
    title:
      'and leaves it set: a request that is withdrawn and posted again while its worker is queued gets no second one',
    on: 'one',
    steps: () => [
      ...queuedWithAer(op(99)),
      held(flags('clear', 1)),
      held(notify),
      held(flags('or', 1)),
      held(notify),
      answer(5),
    ],
    expect: () => [
      eois([[1, 0]], 4),
      eois([[1, 1]], 6),
      count('WorkQueued', 1),
      count('WorkStart', 1),
      replies([[-4, 0]]),
    ],
  },
);
