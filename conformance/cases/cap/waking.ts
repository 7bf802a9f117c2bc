import { hardware, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { decodeOf } from '../conf/support.ts';
import { follows, NO_SOFT_RESET, to } from './power-tools.ts';
import { pmcsr } from './tools.ts';

/** Registers written on the way from D3hot to D0, with the values: PMCSR, the BARs, and what comes after them. */
const wakes = (d: DeviceFacts, after: readonly (readonly [number, number])[] = []): Expectation =>
  observed(
    'registers written on the way to D0, with the values',
    ['host-effects'],
    (seen) => seen.configWrites(1).map(([at, , value]) => [at, value]),
    [
      [d.pm + 4, 0],
      ...d.bars
        .filter(({ inHardware }) => inHardware)
        .flatMap(({ register, is64 }) => (is64 ? [register, register + 4] : [register]))
        .map((register) => [register, d.dword(register)]),
      ...after,
    ],
  );

/** Cases of CAP-11: what the host writes when a function wakes, and what it says of one that does not. */
export const wakingCases: readonly Case[] = cases(
  {
    id: 'CAP-11/19',
    title: 'each BAR that comes back is written once, a 64-bit one with its upper half, and nothing else is',
    on: 'each',
    needs: need.all(
      follows,
      need.memoryBar,
      need.that((d) => (pmcsr(d) & NO_SOFT_RESET) === 0, 'keeps its state over D3hot'),
    ),
    steps: (d) => [to(d, 3), to(d, 0), read(d.pm + 4, 2)],
    expect: (d) => [wakes(d)],
    accept: { 'decode-kept-over-power': (d) => [wakes(d, [[4, (d.word(4) & 3) | decodeOf(d)]])] },
  },
  {
    id: 'CAP-11/20',
    title: 'a function whose PMCSR reads all-ones is not brought to D0, and the one line about it names it',
    on: 'one',
    needs: follows,
    steps: (d) => [to(d, 3), hardware(d.pm + 4, 2, 0xffff), to(d, 0)],
    expect: () => [
      observed(
        'lines of the last action that name the device and D0',
        ['log-lines'],
        (seen) => seen.logs(2).map((line) => line.includes(seen.address()) && line.includes('D0')),
        [true],
      ),
    ],
  },
);
