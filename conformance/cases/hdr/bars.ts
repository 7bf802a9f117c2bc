import { read, write } from '../../../src/conformance/actions.ts';
import type { Case } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, barLength, barValue } from '../conf/support.ts';

export const ONES = 0xffffffff;
/** Which BAR of a device, by number (6: expansion ROM); -1: it has none. */
export type Which = (d: DeviceFacts) => number;
export const at = (index: number): number => (index === 6 ? 0x30 : 0x10 + 4 * index);

const indexOf = (d: DeviceFacts, holds: (bar: DeviceFacts['bars'][number]) => boolean): number =>
  d.bars.find(holds)?.index ?? -1;
export const io: Which = (d) => indexOf(d, ({ kind }) => kind === 'io');
export const memory: Which = (d) => indexOf(d, ({ kind }) => kind === 'mem');
export const upper: Which = (d) =>
  d.bars.some(({ is64 }) => is64) ? indexOf(d, ({ is64 }) => is64) + 1 : -1;
export const rom: Which = () => 6;
export const has = (which: Which, what: string): need.Need =>
  need.all(
    need.endpoint,
    need.that((d) => which(d) >= 0, `has no ${what}`),
  );

/** Values written to a BAR, and whether each is a sizing one. From either mode. */
export const decision = (
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
