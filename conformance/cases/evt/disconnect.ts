import { op, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  connection,
  count,
  eois,
  flagChanges,
  order,
  replies,
  reply,
  stores,
} from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { held, run } from './steps.ts';

const close = { do: 'node', name: 'state', value: '6' } as const satisfies Action;
const kinds = [
  'ChannelUnbind',
  'WorkStart',
  'Store',
  'FlagBit',
  'Notify',
  'WorkEnd',
  'GrantUnmap',
  'Eoi',
] as const;

/** A request when its connection ends (EVT-24). */
export const disconnectCases: readonly Case[] = cases(
  {
    id: 'EVT-24/1',
    title: 'a request that is queued at the disconnect completes unheard, between unbinding and unmapping',
    on: 'one',
    steps: () => [held(read(8)), held(close), run('xenwatch', 8)],
    expect: (d) => [
      order(
        kinds.slice(0, 7),
        [
          'ChannelUnbind',
          'WorkStart',
          'Store',
          'Store',
          'FlagBit',
          'Notify',
          'FlagBit',
          'WorkEnd',
          'GrantUnmap',
        ],
        2,
      ),
      reply(2, 0, d.dword(8)),
      flagChanges([[0, 2]]),
      count('Notify', 1, { b: 0 }),
      count('Notify', 0, { b: 1 }),
      eois([]),
      connection({ mapped: false, bound: false }),
    ],
    accept: {
      'worker-stops-at-disconnect': (d) => [
        order(
          kinds.slice(0, 7),
          ['ChannelUnbind', 'WorkStart', 'Store', 'Store', 'FlagBit', 'Notify', 'WorkEnd', 'GrantUnmap'],
          2,
        ),
        reply(2, 0, d.dword(8)),
        flagChanges([[0, 2]]),
        count('Notify', 1, { b: 0 }),
        count('Notify', 0, { b: 1 }),
        eois([]),
        connection({ mapped: false, bound: false }),
      ],
    },
  },
  {
    id: 'EVT-24/2',
    title: 'so does one that is being executed: the disconnect waits for it',
    on: 'one',
    steps: () => [
      write(0x0c, 1, 0x42, {
        at: [{ on: 'config', name: '0xc', nth: 1, then: [close, run('xenwatch', 30)] }],
      }),
    ],
    expect: (d) => [
      order(
        ['ChannelUnbind', 'ConfigWrite', 'Store', 'Notify', 'WorkEnd', 'GrantUnmap'],
        ['ChannelUnbind', 'ConfigWrite', 'Store', 'Store', 'Notify', 'WorkEnd', 'GrantUnmap'],
      ),
      stores([
        [8, 0],
        [32, 0x42],
      ]),
      count('ConfigWrite', 1, { b: 0x0c, d: 0x42, e: d.byte(0x0c) }),
      count('Notify', 1, { b: 0 }),
      eois([]),
      connection({ mapped: false }),
    ],
  },
  {
    id: 'EVT-24/3',
    title: 'the run goes on with requests posted meanwhile, and the disconnect waits for all of them',
    on: 'one',
    steps: () => [
      held(op(99, { value: 1, at: [{ on: 'notify', nth: 1, then: [op(99, { value: 2, silent: true })] }] })),
      held(close),
      run('xenwatch', 8),
    ],
    expect: () => [
      replies([
        [-4, 1],
        [-4, 2],
      ]),
      count('Notify', 2, { b: 0 }),
      order(['Notify', 'GrantUnmap'], ['Notify', 'Notify', 'GrantUnmap']),
    ],
    accept: {
      'worker-stops-at-disconnect': () => [
        replies([[-4, 1]]),
        count('Notify', 1, { b: 0 }),
        order(['Notify', 'GrantUnmap'], ['Notify', 'GrantUnmap']),
      ],
    },
  },
  {
    id: 'EVT-24/4',
    title: 'with nothing in hand the disconnect unbinds and unmaps at once',
    on: 'one',
    steps: () => [read(8), close],
    expect: () => [
      order(kinds, ['ChannelUnbind', 'GrantUnmap'], 1),
      count('Notify', 1, { b: 1 }),
      connection({ mapped: false, bound: false }),
    ],
  },
);
