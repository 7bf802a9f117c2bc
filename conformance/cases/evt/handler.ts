import { advance, op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  connection,
  count,
  eois,
  errs,
  fetches,
  observed,
  order,
  replies,
  reply,
  stores,
  warnCount,
} from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { answer, detected, notify } from './steps.ts';

const fromTheStart = { on: 'one', setup: { start: 'bound' } } as const;
const create: Action = { do: 'toolstack', step: 'create' };
const publish: Action = { do: 'frontend', step: 'publish' };
/** Events of which each has to be claimed: more than an interrupt may go unclaimed. */
const MANY = 150;

/** The handler by itself (EVT-01 to EVT-03). */
export const handlerCases: readonly Case[] = cases(
  {
    id: 'EVT-01/1',
    ...fromTheStart,
    title: 'one channel is bound, and everything in both directions goes over it',
    steps: () => [create, publish, op(99), detected, answer(5)],
    expect: () => [
      count('ChannelBind', 1),
      reply(2, -4, 0),
      observed(
        'interrupts and senders of events',
        ['host-effects'],
        (seen) => [...new Set(seen.all('HandlerEnter').map(({ a, b }) => a * 1000 + b))].length,
        1,
      ),
      count('HandlerEnter', 1, {}, 2),
      count('Notify', 1, { a: 1, b: 1 }, 2),
      count('HandlerEnter', 0, {}, 3),
      count('Notify', 1, { a: 1, b: 1 }, 3),
      count('HandlerEnter', 1, {}, 4),
      count('Notify', 0, {}, 4),
    ],
  },
  {
    id: 'EVT-02/1',
    title: 'the handler looks at PCIF_active first and at PCIB_active then, each once, and changes nothing',
    on: 'one',
    steps: () => [notify],
    expect: () => [
      observed('flags looked at', ['fetches'], (seen) => seen.all('FlagBit').map(({ b, c }) => [b, c]), [
        [0, 0],
        [2, 0],
      ]),
      fetches([]),
      stores([]),
      eois([[1, 0]]),
      order(
        ['HandlerEnter', 'FlagBit', 'Eoi', 'HandlerExit'],
        ['HandlerEnter', 'FlagBit', 'FlagBit', 'Eoi', 'HandlerExit'],
      ),
    ],
  },
  {
    id: 'EVT-02/2',
    ...fromTheStart,
    title:
      'the interrupt of an event that comes before the bind has returned is on record: its EOI takes effect',
    steps: () => [create, publish, { ...op(99), device: -1 }],
    expect: () => [eois([[1, 0]], 1), count('EoiDone', 1, {}, 1), errs([-4], 2), eois([[0, 0]], 2)],
  },
  {
    id: 'EVT-02/3',
    title: 'no event comes while one is owed its EOI, so nothing is warned of, however many are sent',
    on: 'one',
    steps: () => [
      { ...read(8), at: [{ on: 'config', name: '0x8', nth: 1, then: [{ do: 'notify', times: 300 }] }] },
      { do: 'notify', times: 300 },
    ],
    expect: (d) => [
      reply(0, 0, d.dword(8)),
      warnCount(0),
      count('Eoi', 2, {}, 0),
      count('HandlerEnter', 2, {}, 0),
    ],
  },
  {
    id: 'EVT-03/1',
    title: 'no number of idle events makes the host give up the interrupt of the channel',
    on: 'one',
    steps: () => [...Array.from({ length: MANY }, () => [notify, advance(1)]).flat(), read(8), advance(300)],
    expect: (d) => [
      count('HandlerEnter', MANY + 1),
      count('LineShut', 0),
      warnCount(0),
      replies([[0, d.dword(8)]]),
      connection({ bound: true, mapped: true }),
    ],
    accept: {
      'spurious-count-survives': (d) => [
        count('LineShut', 0),
        warnCount(0),
        replies([[0, d.dword(8)]]),
        connection({ bound: true, mapped: true }),
      ],
    },
  },
);
