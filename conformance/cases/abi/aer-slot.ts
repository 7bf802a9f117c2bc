import { op } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  configWrites,
  count,
  flagChanges,
  pageWords,
  replies,
  stores,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';

/** What travels in the AER slot (ABI-14, 15). */
export const aerSlotCases: readonly Case[] = cases(
  {
    id: 'ABI-14/1',
    title: 'the AER commands in the slot of the frontend are unknown commands',
    on: 'each',
    needs: need.ordinary,
    steps: () => [6, 7, 8, 9].map((cmd) => op(cmd, { value: 0x55 })),
    expect: () => [
      replies([
        [-4, 0x55],
        [-4, 0x55],
        [-4, 0x55],
        [-4, 0x55],
      ]),
      count('HostEnter', 0),
      configWrites([]),
      aerVerdicts([]),
      pageWords({ 'aer.cmd': 0, 'aer.err': 0 }),
    ],
  },
  {
    id: 'ABI-14/2',
    title: 'the AER commands go out in the AER slot, and the slot of the frontend stays as it is',
    on: 'one',
    steps: (): Action[] =>
      (['detected', 'mmio', 'slot_reset', 'resume'] as const).flatMap((callback) => [
        { do: 'aer', callback },
        { do: 'answer', result: 5 },
      ]),
    expect: () => [
      ...[6, 8, 9, 7].flatMap((cmd, i) => [
        count('Store', 1, { b: 552, d: cmd }, 2 * i),
        count('Store', 5, {}, 2 * i),
        flagChanges([[2, 1]], 2 * i),
      ]),
      pageWords({ 'op.cmd': 0, 'aer.cmd': 7 }),
    ],
  },
  {
    id: 'ABI-15/1',
    title: 'aer.err goes out as the state of the channel and comes back as the result',
    on: 'one',
    steps: (): Action[] =>
      [1, 2, 3].flatMap((state): Action[] => [
        { do: 'aer', callback: 'detected', state },
        { do: 'answer', result: state + 2 },
      ]),
    expect: () => [
      ...[1, 2, 3].map((state, i) => count('Store', 1, { b: 556, d: state }, 2 * i)),
      stores([], 1),
      aerVerdicts([
        [0, 3],
        [0, 4],
        [0, 5],
      ]),
    ],
  },
  {
    id: 'ABI-15/2',
    title: 'the result counts as it is when PCIB_active is found clear, not as it was before',
    on: 'one',
    steps: (): Action[] => [
      { do: 'aer', callback: 'mmio' },
      { do: 'page', field: 'aer.err', value: 4 },
      { do: 'answer', result: 3 },
    ],
    expect: () => [aerVerdicts([[1, 3]]), count('Fetch', 1, { b: 556 }, 2)],
  },
);
