import { read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, barLength, barValue } from '../conf/support.ts';

const ONES = 0xffffffff;
type Which = (d: DeviceFacts) => number;
const at = (index: number): number => (index === 6 ? 0x30 : 0x10 + 4 * index);

const indexOf = (d: DeviceFacts, holds: (bar: DeviceFacts['bars'][number]) => boolean): number =>
  d.bars.find(holds)?.index ?? -1;
const io: Which = (d) => indexOf(d, ({ kind }) => kind === 'io');
const memory: Which = (d) => indexOf(d, ({ kind }) => kind === 'mem');
const upper: Which = (d) => (d.bars.some(({ is64 }) => is64) ? indexOf(d, ({ is64 }) => is64) + 1 : -1);
const has = (which: Which, what: string): need.Need =>
  need.all(
    need.endpoint,
    need.that((d) => which(d) >= 0, `has no ${what}`),
  );

/** Values written to a BAR, and whether each is a sizing one. From either mode. */
const decision = (
  id: Case['id'],
  title: string,
  which: Which,
  needs: need.Need,
  values: readonly (readonly [value: number, sizing: boolean])[],
): Case => ({
  id,
  title,
  on: 'each',
  needs,
  setup: anyDevice(),
  steps: (d) =>
    values.flatMap(([value]) => [
      write(at(which(d)), 4, value),
      read(at(which(d)), 4),
      write(at(which(d)), 4, ONES),
      write(at(which(d)), 4, value),
      read(at(which(d)), 4),
      write(at(which(d)), 4, 0x100),
    ]),
  expect: (d) => [
    ...values.flatMap(([value, sizing], i) => {
      const shown = sizing ? barLength(d, which(d)) : barValue(d, which(d));
      return [reply(6 * i, 0, value), reply(6 * i + 1, 0, shown), reply(6 * i + 4, 0, shown)];
    }),
    configWrites([]),
  ],
});

export const barSizingCases = cases(
  decision('HDR-37/1', 'an I/O BAR is sized by ones but for the low two bits', io, has(io, 'I/O BAR'), [
    [0xffffffff, true],
    [0xfffffffc, true],
    [0xfffffffe, true],
    [0xfffffff8, false],
    [0xfffffff0, false],
    [0x7fffffff, false],
    [0xffff0000, false],
  ]),
  decision('HDR-37/2', 'a memory BAR by ones but for the low four', memory, has(memory, 'memory BAR'), [
    [0xffffffff, true],
    [0xfffffff0, true],
    [0xfffffff8, true],
    [0xffffffe0, false],
    [0xffffff00, false],
    [0xffff0000, false],
    [0x7ffffff0, false],
  ]),
  decision('HDR-37/3', 'the upper half of a 64-bit BAR by ones alone', upper, has(upper, '64-bit BAR'), [
    [0xffffffff, true],
    [0xfffffffe, false],
    [0xfffffff0, false],
    [0xfffffffc, false],
    [0x7fffffff, false],
  ]),
);
