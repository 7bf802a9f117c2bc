import { op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, eois, errs, flagChanges, replies, reply } from '../../../src/conformance/expect.ts';
import type { Effect, Step } from '../../../src/program/program.ts';
import { answer, flags, held, notify, queuedWithAer, run, sequence } from './steps.ts';

/** Right after PCIF_active was cleared and before the worker is marked idle, the frontend does this. */
const atCompletion = (nth: number, ...then: Step[]): Effect => ({ on: 'notify', nth, then });
const more = (value: number): Step => op(99, { value, silent: true });
/** Requests posted one after another, each when the one before completes. */
const LONG = 17;

/** A run of the worker (EVT-10). */
export const workerCases: readonly Case[] = cases(
  {
    id: 'EVT-10/1',
    title: 'a run serves one request and makes one EOI, not spurious, at its end',
    on: 'one',
    steps: () => [read(8)],
    expect: () => [
      sequence(['WorkStart', 'store 8', 'store 32', 'clear 0', 'Notify', 'EOI', 'WorkEnd']),
      eois([[0, 0]]),
    ],
  },
  {
    id: 'EVT-10/2',
    title: 'a run goes on with each request that is posted in time, and makes one EOI for all',
    on: 'one',
    steps: () => [op(99, { value: 1, at: [atCompletion(1, more(2)), atCompletion(2, more(3))] })],
    expect: () => [
      replies([
        [-4, 1],
        [-4, 2],
        [-4, 3],
      ]),
      count('WorkStart', 1),
      count('Notify', 3),
      count('HandlerEnter', 1),
      eois([[0, 0]]),
    ],
  },
  {
    id: 'EVT-10/3',
    title: 'it goes on without limit',
    on: 'one',
    steps: () => [op(99, { at: Array.from({ length: LONG - 1 }, (_, i) => atCompletion(i + 1, more(i))) })],
    expect: () => [
      errs(Array<number>(LONG).fill(-4)),
      count('WorkStart', 1),
      count('WorkQueued', 1),
      eois([[0, 0]]),
    ],
    accept: {
      'worker-stops-at-disconnect': () => [
        errs(Array<number>(LONG).fill(-4)),
        count('WorkStart', 2),
        count('WorkQueued', 2),
        eois([[0, 0]]),
      ],
    },
  },
  {
    id: 'EVT-10/4',
    title: 'a run that was scheduled serves one request even if PCIF_active is clear by then',
    on: 'one',
    steps: () => [held(read(8)), flags('clear', 1)],
    expect: (d) => [replies([[0, d.dword(8)]]), eois([[0, 0]]), flagChanges([[0, 2]])],
  },
  {
    id: 'EVT-10/5',
    title: 'no EOI ends the run when the event was ended by an AER request meanwhile',
    on: 'one',
    steps: () => [...queuedWithAer(read(8)), held(run('worker')), answer(5)],
    expect: (d) => [eois([[0, 0]], 2), reply(3, 0, d.dword(8)), eois([], 3), eois([[0, 0]], 4)],
  },
  {
    id: 'EVT-10/6',
    title: 'a request posted when the run is over needs an event of its own',
    on: 'one',
    steps: () => [read(8, 4, { at: [{ on: 'eoi', nth: 1, then: [more(2)] }] }), notify],
    expect: (d) => [replies([[0, d.dword(8)]], 0), replies([[-4, 2]], 1), count('WorkStart', 2)],
  },
);
