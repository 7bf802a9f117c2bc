import { enableMsix, op, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, replies, reply } from '../../../src/conformance/expect.ts';
import { sequence } from './steps.ts';
import { vectors, withTable } from './vectors.ts';

/** The reply (EVT-17, 18). */
export const replyCases: readonly Case[] = cases(
  {
    id: 'EVT-17/1',
    title: 'err is stored first and value second, by each command, whether it succeeds or fails',
    on: 'one',
    steps: () => [0, 1, 2, 3, 4, 5, 6].map((cmd) => op(cmd, { offset: 1, size: 4, value: 130 })),
    expect: () =>
      [0, 1, 2, 3, 4, 5, 6].map((_, i) =>
        sequence(['WorkStart', 'store 8', 'store 32', 'clear 0', 'Notify', 'EOI', 'WorkEnd'], i),
      ),
  },
  {
    id: 'EVT-17/2',
    title: 'a failed command echoes its value, and so does a write',
    on: 'one',
    steps: () => [
      write(1, 4, 0xdeadbeef),
      write(8, 4, 0xdeadbeef),
      op(99, { value: 0xdeadbeef }),
      enableMsix(0xdeadbeef),
    ],
    expect: () => [
      replies([
        [-2, 0xdeadbeef],
        [0, 0xdeadbeef],
        [-4, 0xdeadbeef],
        [-22, 0xdeadbeef],
      ]),
    ],
  },
  {
    id: 'EVT-18/1',
    title: 'as many vectors are stored as were asked for, though value is 0 by then',
    on: 'each',
    needs: withTable,
    steps: () => [enableMsix(3)],
    expect: () => [
      reply(0, 0, 0),
      vectors('pirqs', 0, 0, 2),
      sequence([
        'WorkStart',
        ...['store 8', 'store 32', 'store 40', 'store 44', 'store 48'],
        ...['clear 0', 'Notify', 'EOI', 'WorkEnd'],
      ]),
    ],
  },
  {
    id: 'EVT-18/2',
    title: 'one vector is stored for one entry, and the whole table for the whole table',
    on: 'each',
    needs: withTable,
    steps: (d) => [enableMsix(1), op(5), enableMsix(Math.min(128, d.msixTable?.entries ?? 0))],
    expect: (d) => [
      vectors('pirqs', 0, 0, 0),
      reply(2, 0, 0),
      vectors('pirqs', 2, 0, Math.min(128, d.msixTable?.entries ?? 0) - 1),
    ],
  },
  {
    id: 'EVT-18/3',
    title: 'a failed enable_msix stores no vector, nor does any other command',
    on: 'each',
    needs: withTable,
    steps: () => [
      enableMsix(2, {
        entries: [
          [0, 5],
          [0, 6],
        ],
      }),
      enableMsix(129),
      op(5, { value: 2 }),
      op(0, { offset: 8, value: 2 }),
    ],
    expect: () => [
      reply(0, -22, 0xffffffea),
      ...[0, 1, 2, 3].map((i) => count('Store', 2, {}, i)),
      count('Store', 4, { b: 8 }),
      count('Store', 4, { b: 32 }),
    ],
  },
);
