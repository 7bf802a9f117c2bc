import { disableMsi, enableMsi, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, order, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';

/** A field that every access to it fails in, so that a write of COMMAND takes effect and fails. */
const misaligned: Action = { do: 'sysfs', attribute: 'quirks', value: '{device}-5:2:0' };

/** The helper handler after a request (EVT-15, 16). */
export const helperCases: readonly Case[] = cases(
  {
    id: 'EVT-15/1',
    title: 'only a request that changes the wish moves the helper handler: on once, off once',
    on: 'each',
    needs: need.all(need.ordinary, need.line),
    steps: () => [0, 2, 3, 0x147, 2, 0, 0, 4].map((value) => write(4, 2, value)),
    expect: () => [
      ...[1, 0, 0, 0, 0].map((times, i) => count('IrqRequest', times, { c: 0 }, i + 1)),
      ...[0, 0, 0, 0, 1, 0, 0].map((times, i) => count('IrqFree', times, {}, i + 1)),
      count('IrqRequest', 1),
    ],
  },
  {
    id: 'EVT-15/2',
    title: 'each number from 0 to 5 is its own command',
    on: 'each',
    needs: need.all(need.ordinary, need.msi),
    steps: () => [enableMsi(), enableMsi(), disableMsi(), read(8), write(8, 4, 5)],
    expect: (d) => [
      count('PirqMap', 1, {}, 0),
      reply(1, -5, 0),
      reply(2, 0, d.line),
      count('PirqUnmap', 1, {}, 2),
      reply(3, 0, d.dword(8)),
      reply(4, 0, 5),
    ],
  },
  {
    id: 'EVT-16/1',
    title: 'a request that enables decode and fails leaves the line without a helper handler',
    on: 'each',
    needs: need.all(need.ordinary, need.line),
    steps: () => [write(4, 2, 0), misaligned, write(4, 2, 2), write(4, 1, 2), write(4, 1, 0), write(4, 1, 2)],
    expect: () => [
      reply(2, -2, 2),
      count('IrqRequest', 0, {}, 2),
      reply(3, 0, 2),
      count('IrqRequest', 0, {}, 3),
      reply(4, 0, 0),
      count('IrqFree', 0, {}, 4),
      count('IrqRequest', 1, {}, 5),
      device({ helpers: 1, enableCount: 1 }),
    ],
    accept: {
      'helper-follows-decode': () => [
        reply(2, -2, 2),
        count('IrqRequest', 1, {}, 2),
        reply(3, 0, 2),
        count('IrqRequest', 0, {}, 3),
        reply(4, 0, 0),
        count('IrqFree', 1, {}, 4),
        count('IrqRequest', 1, {}, 5),
        device({ helpers: 1, enableCount: 1 }),
      ],
    },
  },
  {
    id: 'EVT-16/2',
    title: 'a request that disables decode and fails leaves the helper handler on the line',
    on: 'each',
    needs: need.all(need.ordinary, need.line),
    steps: () => [write(4, 2, 0), write(4, 2, 2), misaligned, write(4, 2, 0)],
    expect: () => [reply(3, -2, 0), count('IrqFree', 0, {}, 3), device({ helpers: 1, enableCount: 0 })],
    accept: {
      'helper-follows-decode': () => [
        reply(3, -2, 0),
        count('IrqFree', 1, {}, 3),
        device({ helpers: 0, enableCount: 0 }),
      ],
    },
  },
  {
    id: 'EVT-16/3',
    title: 'the helper handler is moved before the reply is stored',
    on: 'one',
    steps: () => [write(4, 2, 0), write(4, 2, 2)],
    expect: () => [
      order(['IrqFree', 'IrqRequest', 'Store'], ['IrqFree', 'Store', 'Store'], 0),
      order(['IrqFree', 'IrqRequest', 'Store'], ['IrqRequest', 'Store', 'Store'], 1),
    ],
    needs: need.that(
      (d) => d.headerType === 0 && d.line !== 0 && (d.word(4) & 3) !== 0,
      'was not left enabled by its firmware',
    ),
  },
);
