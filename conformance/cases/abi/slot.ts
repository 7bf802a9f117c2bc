import { disableMsi, enableMsi, op, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  count,
  fetches,
  flagChanges,
  pageWords,
  replies,
  reply,
  stores,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';

const ALL = 0xffffffff;

/** The two slots and what is of no effect in them (ABI-01, 09, 11). */
export const slotCases: readonly Case[] = cases(
  {
    id: 'ABI-01/1',
    title: 'a request posted over one that was not taken yet replaces it: one is served, once',
    on: 'one',
    steps: () => [{ ...op(99, { value: 7 }), hold: true }, read(8)],
    expect: (d) => [replies([[0, d.dword(8)]]), count('WorkStart', 1), flagChanges([[0, 2]])],
  },
  {
    id: 'ABI-01/2',
    title: 'there is no sequence number: the very same request is served as often as it is posted',
    on: 'one',
    steps: () => [read(8, 4, { times: 3 })],
    expect: (d) => [
      replies([
        [0, d.dword(8)],
        [0, d.dword(8)],
        [0, d.dword(8)],
      ]),
    ],
  },
  {
    id: 'ABI-01/3',
    title: 'operation slot and AER slot are used at the same time without disturbing each other',
    on: 'one',
    steps: () => [
      { do: 'aer', callback: 'detected', state: 3 },
      op(99, { value: 7 }),
      { do: 'answer', result: 4 },
    ],
    expect: () => [
      reply(1, -4, 7),
      stores(
        [
          [8, 0xfffffffc],
          [32, 7],
        ],
        1,
      ),
      aerVerdicts([[0, 4]]),
      pageWords({ 'aer.cmd': 6, 'aer.err': 4, 'aer.domain': 0, 'aer.bus': 0, 'op.cmd': 99 }),
    ],
  },
  {
    id: 'ABI-09/1',
    title: 'info changes no reply and is not changed',
    on: 'each',
    needs: need.ordinary,
    steps: () => [
      read(8, 4, { info: 0 }),
      read(8, 4, { info: ALL }),
      op(1, { offset: 8, info: ALL }),
      op(99, { info: ALL }),
    ],
    expect: (d) => [
      replies([
        [0, d.dword(8)],
        [0, d.dword(8)],
        [0, 0],
        [-4, 0],
      ]),
      pageWords({ 'op.info': ALL }),
    ],
  },
  {
    id: 'ABI-09/2',
    title: 'info changes nothing about MSI commands, not even the number of vectors',
    on: 'each',
    needs: need.all(need.ordinary, need.msi),
    steps: () => [enableMsi({ info: ALL }), disableMsi({ info: 2 })],
    expect: (d) => [
      reply(1, 0, d.line),
      count('PirqMap', 1),
      count('PirqUnmap', 1),
      pageWords({ 'op.info': 2 }),
    ],
  },
  {
    id: 'ABI-11/1',
    title: 'a client of the canonical header, which fills 36 bytes and leaves rubbish behind them, is served',
    on: 'each',
    needs: need.ordinary,
    steps: (): Action[] => [
      read(8, 4, { info: ALL, inactive: true, silent: true, entries: [[ALL & 0xffff, 0xdead]] }),
      { do: 'page', field: '0x228', value: ALL },
      { do: 'page', field: '0xffc', value: ALL },
      { do: 'page', field: 'flags', value: 1 },
      { do: 'notify' },
      write(8, 4, 5, { info: ALL }),
    ],
    expect: (d) => [
      reply(4, 0, d.dword(8)),
      stores(
        [
          [8, 0],
          [32, d.dword(8)],
        ],
        4,
      ),
      reply(5, 0, 5),
      pageWords({ flags: 0, '0x228': ALL, '0xffc': ALL }),
    ],
  },
  {
    id: 'ABI-11/2',
    title: 'the words of the slot lie at 4, 12, 16, 20, 24, 28 and 32, where the canonical header has them',
    on: 'one',
    steps: (): Action[] => [
      { do: 'page', field: '0x4', value: 1 },
      { do: 'page', field: '0x8', value: 77 },
      { do: 'page', field: '0xc', value: 0 },
      { do: 'page', field: '0x10', value: 0 },
      { do: 'page', field: '0x14', value: 0 },
      { do: 'page', field: '0x18', value: 0x0c },
      { do: 'page', field: '0x1c', value: 1 },
      { do: 'page', field: '0x20', value: 0x42 },
      { do: 'page', field: '0x0', value: 1 },
      { do: 'notify' },
    ],
    needs: need.that((d) => (d.description.devfn & 7) === 0, 'is no function 0'),
    expect: (d) => [
      replies([[0, 0x42]]),
      count('ConfigWrite', 1, { b: 0x0c, c: 1, d: 0x42, e: d.byte(0x0c) }),
      fetches([], 8),
      pageWords({ flags: 0, '0x8': 0, '0x20': 0x42 }),
    ],
  },
);
