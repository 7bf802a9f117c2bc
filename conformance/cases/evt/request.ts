import { enableMsix, op, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  configWrites,
  count,
  fetches,
  order,
  pageWords,
  replies,
  reply,
  stores,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Step } from '../../../src/program/program.ts';
import { vectors, withTable } from './vectors.ts';

const set = (field: string, value: number): Step => ({ do: 'page', field, value });
/** Every word of the slot, in the order of its layout. */
const wholeSlot = Array.from({ length: 137 }, (_, i) => [4 + 4 * i, 4] as const);
/** All that decides about a request, changed. */
const everything: Step[] = [
  set('op.cmd', 99),
  set('op.domain', 7),
  set('op.bus', 7),
  set('op.devfn', 0xf8),
  set('op.offset', 0x0d),
  set('op.size', 3),
  set('op.value', 0x99),
];

/** The private copy of a request (EVT-12). */
export const requestCases: readonly Case[] = cases(
  {
    id: 'EVT-12/1',
    title: 'all 548 bytes are copied, each word once and in order, before anything else happens',
    on: 'one',
    steps: () => [read(8)],
    expect: (d) => [
      fetches(wholeSlot),
      order(
        ['Fetch', 'RequestAddress', 'ConfigRead'],
        [...wholeSlot.map(() => 'Fetch' as const), 'RequestAddress', 'ConfigRead'],
      ),
      reply(0, 0, d.dword(8)),
    ],
  },
  {
    id: 'EVT-12/2',
    title: 'what is changed while the request is executed has no effect on it',
    on: 'one',
    needs: need.ordinary,
    steps: () => [write(0x0c, 1, 0x42, { at: [{ on: 'config', name: '0xc', nth: 1, then: everything }] })],
    expect: (d) => [
      configWrites([[0x0c, d.byte(0x0c), 0x42]]),
      stores([
        [8, 0],
        [32, 0x42],
      ]),
      pageWords({ 'op.cmd': 99, 'op.domain': 7, 'op.offset': 0x0d, 'op.size': 3, 'op.value': 0x42 }),
    ],
  },
  {
    id: 'EVT-12/3',
    title: 'words changed after they were copied count as they were, those changed before as they are',
    on: 'one',
    needs: need.ordinary,
    steps: () => [
      read(8, 4, {
        at: [{ on: 'fetch', name: 'op.offset', nth: 1, then: [set('op.cmd', 99), set('op.offset', 0)] }],
      }),
      write(0x0c, 1, 0x42, { at: [{ on: 'fetch', name: 'op.info', nth: 1, then: everything }] }),
      write(0x0c, 1, 0x42, {
        at: [{ on: 'fetch', name: 'op.value', nth: 1, then: [set('op.value', 0x43)] }],
      }),
    ],
    expect: (d) => [
      reply(0, 0, d.dword(0)),
      reply(1, 0, 0x42),
      reply(2, 0, 0x43),
      configWrites([
        [0x0c, d.byte(0x0c), 0x42],
        [0x0c, 0x42, 0x43],
      ]),
    ],
  },
  {
    id: 'EVT-12/4',
    title: 'number and indices of MSI-X entries count as they were copied',
    on: 'each',
    needs: withTable,
    steps: () => [
      enableMsix(2, {
        at: [
          {
            on: 'fetch',
            name: 'op.msix_entries[127]',
            nth: 1,
            then: [set('op.value', 200), set('op.msix_entries[0]', 0xffffffff), set('op.msix_entries[1]', 0)],
          },
        ],
      }),
    ],
    expect: () => [reply(0, 0, 0), count('PirqMap', 2), vectors('pirqs', 0, 0, 1), count('Store', 4)],
  },
  {
    id: 'EVT-12/5',
    title: 'the copy is taken anew for each request of a run',
    on: 'one',
    steps: () => [op(99, { value: 1, at: [{ on: 'notify', nth: 1, then: [read(8, 4, { silent: true })] }] })],
    expect: (d) => [
      replies([
        [-4, 1],
        [0, d.dword(8)],
      ]),
      fetches([...wholeSlot, ...wholeSlot]),
    ],
  },
);
