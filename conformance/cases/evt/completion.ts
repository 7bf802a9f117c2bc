import { op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, eois, observed, order, pageWords, replies, reply } from '../../../src/conformance/expect.ts';
import type { Effect, Step } from '../../../src/program/program.ts';
import { answer, flags, held, notify, queuedWithAer, run, sequence } from './steps.ts';

/** Right after PCIF_active was cleared and before the worker is marked idle, the frontend does this. */
const atCompletion = (nth: number, ...then: Step[]): Effect => ({ on: 'notify', nth, then });
const more = (value: number): Step => op(99, { value, silent: true });

/** Completion, and what comes during it (EVT-19 to EVT-23). */
export const completionCases: readonly Case[] = cases(
  {
    id: 'EVT-19/1',
    title: 'the worker counts as active when it notifies: a request and its event there schedule nothing',
    on: 'one',
    steps: () => [
      ...queuedWithAer(op(99, { value: 1, at: [atCompletion(2, op(99, { value: 2 }))] })),
      held(run('worker', 3)),
      answer(5),
    ],
    expect: () => [
      count('WorkQueued', 1),
      replies([
        [-4, 1],
        [-4, 2],
      ]),
      eois([[1, 0]], 3),
    ],
  },
  {
    id: 'EVT-19/2',
    title: 'reply, completion, notification, and only then the next request',
    on: 'one',
    steps: () => [op(99, { at: [atCompletion(1, more(2))] })],
    expect: () => [
      sequence([
        'WorkStart',
        ...['store 8', 'store 32', 'clear 0', 'Notify'],
        ...['store 8', 'store 32', 'clear 0', 'Notify'],
        'EOI',
        'WorkEnd',
      ]),
    ],
  },
  {
    id: 'EVT-20/1',
    title: 'there is one notification for each request, whatever its outcome',
    on: 'one',
    steps: () => [0, 1, 2, 3, 4, 5, 6, 0xffffffff].map((cmd) => op(cmd, { value: 200 })),
    expect: () => [
      count('Notify', 8, { a: 1, b: 1 }),
      ...Array.from({ length: 8 }, (_, i) => count('Notify', 1, {}, i)),
    ],
  },
  {
    id: 'EVT-20/2',
    title: 'PCIF_active is clear when the notification is sent, and stays as the frontend has it then',
    on: 'one',
    steps: () => [read(8, 4, { at: [atCompletion(1, flags('or', 0x100))] })],
    expect: () => [
      pageWords({ flags: 0x102 }),
      observed(
        'flags when PCIF_active is looked at last',
        ['fetches'],
        (seen) => seen.all('FlagBit').at(-1)?.d,
        0x102,
      ),
    ],
  },
  {
    id: 'EVT-21/1',
    title: 'a request posted between the two marks is served by the same run, with its event still held back',
    on: 'one',
    steps: () => [op(99, { value: 1, at: [atCompletion(1, op(99, { value: 2 }))] })],
    expect: () => [
      replies([
        [-4, 1],
        [-4, 2],
      ]),
      count('WorkStart', 1),
      sequence([
        'WorkStart',
        ...['store 8', 'store 32', 'clear 0', 'Notify'],
        ...['store 8', 'store 32', 'clear 0', 'Notify'],
        'EOI',
        'spurious EOI',
        'WorkEnd',
      ]),
    ],
  },
  {
    id: 'EVT-22/1',
    title: 'its event finds nothing to do afterwards: one spurious event, without delay',
    on: 'one',
    steps: () => [op(99, { value: 1, at: [atCompletion(1, op(99, { value: 2 }))] }), op(99, { value: 3 })],
    expect: () => [
      eois(
        [
          [0, 0],
          [1, 0],
        ],
        0,
      ),
      count('HandlerEnter', 2, {}, 0),
      eois([[0, 0]], 1),
      reply(1, -4, 3),
    ],
  },
  {
    id: 'EVT-23/1',
    title: 'events during a request, however many, come down to one delivery after its EOI',
    on: 'one',
    steps: () => [
      read(8, 4, { at: [{ on: 'config', name: '0x8', nth: 1, then: [{ do: 'notify', times: 50 }] }] }),
    ],
    expect: () => [
      count('GuestNotify', 51),
      count('HandlerEnter', 2),
      eois([
        [0, 0],
        [1, 0],
      ]),
      order(['Eoi', 'HandlerEnter', 'Notify'], ['HandlerEnter', 'Notify', 'Eoi', 'HandlerEnter', 'Eoi']),
    ],
  },
  {
    id: 'EVT-23/2',
    title: 'one event during a request is one delivery, none is none',
    on: 'one',
    steps: () => [read(8, 4, { at: [{ on: 'config', name: '0x8', nth: 1, then: [notify] }] }), read(8)],
    expect: () => [count('HandlerEnter', 2, {}, 0), count('HandlerEnter', 1, {}, 1)],
  },
);
