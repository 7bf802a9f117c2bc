import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, barLength, barValue, plain, region } from '../conf/support.ts';

const ONES = 0xffffffff;
const first = need.all(
  need.endpoint,
  region(0),
  need.that((d) => d.bar(0)?.kind === 'mem', 'has no memory BAR0'),
);
/** Its length has ones in the upper half, so a word of ones below makes all ones of it. */
const small = need.that((d) => (d.bar(0)?.size ?? 0) <= 0x10000, 'has a BAR0 above 64 KiB');
const large = need.that((d) => (d.bar(0)?.size ?? 0) > 0x10000, 'has a BAR0 of 64 KiB or less');
const free = need.that((d) => d.bar(5) === undefined && d.bar(4)?.is64 !== true, 'uses BAR5');

export const barPartCases = cases(
  {
    id: 'HDR-40/1',
    title: 'ones in a part of a BAR that is not being sized change nothing',
    on: 'each',
    needs: first,
    setup: anyDevice(),
    steps: () => [
      write(0x10, 2, 0xffff),
      read(0x10, 4),
      write(0x12, 2, 0xffff),
      read(0x10, 4),
      write(0x13, 1, 0xff),
      read(0x10, 4),
      write(0x10, 1, 0xff),
      read(0x10, 4),
    ],
    expect: (d) => [...[1, 3, 5, 7].map((action) => reply(action, 0, barValue(d, 0))), configWrites([])],
  },
  {
    id: 'HDR-40/2',
    title: 'while sizing, ones in the part where the length has none go on with it',
    on: 'each',
    needs: need.all(first, small),
    setup: anyDevice(),
    steps: () => [
      write(0x10, 4, ONES),
      write(0x10, 2, 0xffff),
      read(0x10, 4),
      write(0x12, 2, 0x1234),
      read(0x10, 4),
    ],
    expect: (d) => [reply(2, 0, barLength(d, 0)), reply(4, 0, barValue(d, 0)), configWrites([])],
  },
  {
    id: 'HDR-40/3',
    title: 'while sizing, ones that leave a hole end it',
    on: 'each',
    needs: need.all(first, large),
    setup: anyDevice(),
    steps: () => [write(0x10, 4, ONES), write(0x10, 2, 0xffff), read(0x10, 4)],
    expect: (d) => [reply(2, 0, barValue(d, 0)), configWrites([])],
  },
  {
    id: 'HDR-40/4',
    title: 'a part that completes the cached value is a restore of all 32 bits',
    on: 'each',
    needs: need.all(first, need.physical),
    setup: anyDevice(),
    steps: (d) => [hardware(0x10, 4, 0x5aa50000), write(0x12, 2, barValue(d, 0) >>> 16), read(0x10, 4)],
    expect: (d) => [
      reply(1, 0, barValue(d, 0) >>> 16),
      configWrites([[0x10, 0x5aa50000, barValue(d, 0)]]),
      reply(2, 0, barValue(d, 0)),
    ],
  },
  {
    id: 'HDR-40/5',
    title: 'the ROM is judged as 32 bits too',
    on: 'each',
    needs: need.all(need.endpoint, region(6)),
    setup: anyDevice(),
    steps: () => [
      write(0x32, 2, 0xffff),
      read(0x30, 4),
      write(0x30, 4, ONES),
      write(0x32, 2, 0xffff),
      write(0x32, 2, 0xfff0),
      read(0x30, 4),
    ],
    expect: (d) => [reply(1, 0, barValue(d, 6)), reply(5, 0, barValue(d, 6)), configWrites([])],
  },
  {
    id: 'HDR-45/1',
    title: 'a 0 written to a BAR that is hidden as 0 clears the register',
    on: 'each',
    needs: need.all(plain, free),
    steps: () => [
      hardware(0x24, 4, 0xdead0000),
      write(0x24, 4, 0x10),
      write(0x24, 4, ONES),
      write(0x24, 4, 0),
      read(0x24, 4),
    ],
    expect: () => [
      configWrites([], 1),
      configWrites([], 2),
      configWrites([[0x24, 0xdead0000, 0]], 3),
      reply(4, 0, 0),
    ],
    accept: { 'hidden-bar-untouched': () => [configWrites([]), reply(3, 0, 0), reply(4, 0, 0)] },
  },
  {
    id: 'HDR-45/2',
    title: 'so does one written to a ROM that is not there',
    on: 'each',
    needs: need.all(
      plain,
      need.that((d) => d.bar(6) === undefined, 'has an expansion ROM'),
    ),
    steps: () => [hardware(0x30, 4, 0xfeb00000), write(0x30, 4, 0), read(0x30, 4)],
    expect: () => [configWrites([[0x30, 0xfeb00000, 0]]), reply(2, 0, 0)],
    accept: { 'hidden-bar-untouched': () => [configWrites([]), reply(1, 0, 0), reply(2, 0, 0)] },
  },
  {
    id: 'HDR-45/3',
    title: 'every restore of a BAR of a VF reaches the register, which stays 0',
    on: 'each',
    needs: need.all(need.virtualFunction, region(0)),
    steps: (d) => [write(0x10, 4, barValue(d, 0)), write(0x10, 4, barValue(d, 0)), write(0x10, 4, 0)],
    expect: (d) => [
      configWrites([[0x10, 0, barValue(d, 0)]], 0),
      configWrites([[0x10, 0, barValue(d, 0)]], 1),
      configWrites([], 2),
    ],
  },
);
