import { op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { flagChanges, pageWords, reply, states } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';

const detected: Action = { do: 'aer', callback: 'detected' };
const answer = (result: number): Action => ({ do: 'answer', result });
/** Lets 300 s and a little pass. */
const timeout: Action = { do: 'advance', jiffies: 75_250 };
const flags = (how: 'set' | 'or' | 'clear', value: number): Action => ({
  do: 'page',
  field: 'flags',
  how,
  value,
});
/** Bits without a meaning. */
const OTHER = 0xfffffff8;

/** Flags change bit by bit (ABI-05). */
export const flagBitCases: readonly Case[] = cases(
  {
    id: 'ABI-05/1',
    title: 'completion clears one bit and keeps all others, known and unknown',
    on: 'one',
    steps: () => [flags('or', OTHER), read(8)],
    expect: () => [flagChanges([[0, 2]]), pageWords({ flags: OTHER + 2 })],
  },
  {
    id: 'ABI-05/2',
    title: 'bits that change right when PCIF_active is cleared keep their new values',
    on: 'one',
    steps: () => [
      read(8, 4, { at: [{ on: 'store', name: 'flags', nth: 1, then: [flags('set', 0x40000101)] }] }),
    ],
    expect: () => [flagChanges([[0, 2]]), pageWords({ flags: 0x40000100 })],
  },
  {
    id: 'ABI-05/3',
    title: 'an AER request sets one bit and keeps all others, and so does the end of its wait',
    on: 'one',
    steps: () => [
      flags('or', OTHER),
      { ...detected, at: [{ on: 'store', name: 'flags', nth: 1, then: [flags('clear', 0x80000000)] }] },
      { ...timeout, at: [{ on: 'store', name: 'flags', nth: 1, then: [flags('clear', 0x40000000)] }] },
    ],
    expect: () => [
      flagChanges([
        [2, 1],
        [2, 2],
      ]),
      pageWords({ flags: 0x3ffffff8 + 2 }),
    ],
  },
  {
    id: 'ABI-05/4',
    title: 'the request of an AER wait and the one of the frontend have their flags side by side',
    on: 'one',
    steps: () => [detected, flags('or', OTHER), read(8), flags('clear', 0x100), op(99), answer(5)],
    expect: () => [
      flagChanges([
        [2, 1],
        [0, 2],
        [0, 2],
      ]),
      states([]),
      reply(4, -4, 0),
    ],
  },
);
