import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, barLength, barValue, configReads, region } from '../conf/support.ts';

const ONES = 0xffffffff;
const all = [0, 1, 2, 3, 4, 5, 6];
/** Register of a BAR, or of the ROM (6), of an endpoint. */
const register = (index: number): number => (index === 6 ? 0x30 : 0x10 + 4 * index);
const wide = need.that((d) => d.bars.some(({ is64 }) => is64), 'has no 64-bit BAR');
const lower = (d: DeviceFacts): number => d.bars.find(({ is64 }) => is64)?.index ?? 0;
const io = (d: DeviceFacts): number => d.bars.find(({ kind }) => kind === 'io')?.index ?? 0;
const ioBar = need.that(
  (d) => d.headerType === 0 && d.bars.some(({ kind }) => kind === 'io'),
  'has no I/O BAR',
);

export const barValueCases = cases(
  {
    id: 'HDR-33/1',
    title: 'each BAR reads its address and type, or 0 where there is none',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => all.slice(0, 6).map((index) => read(register(index), 4)),
    expect: (d) => [
      replies(all.slice(0, 6).map((index) => [0, barValue(d, index)])),
      configReads(all.slice(0, 6).map((index) => [register(index), 4])),
    ],
  },
  {
    id: 'HDR-33/2',
    title: 'each sizes as minus its size and type, or 0 where there is none',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () =>
      all.slice(0, 6).flatMap((index) => [write(register(index), 4, ONES), read(register(index), 4)]),
    expect: (d) => [
      ...all.slice(0, 6).map((index) => reply(2 * index + 1, 0, barLength(d, index))),
      configWrites([]),
    ],
  },
  {
    id: 'HDR-33/3',
    title: 'a register that the device does not implement is hidden as 0, whatever it holds',
    on: 'each',
    needs: need.all(
      need.endpoint,
      need.that((d) => d.bar(5) === undefined && d.bar(4)?.is64 !== true, 'uses BAR5'),
    ),
    setup: anyDevice(),
    steps: () => [hardware(0x24, 4, 0xdead0000), read(0x24, 4), write(0x24, 4, ONES), read(0x24, 4)],
    expect: () => [reply(1, 0, 0), reply(3, 0, 0), configWrites([])],
  },
  {
    id: 'HDR-34/1',
    title: 'the upper half of a 64-bit BAR reads and sizes without type bits',
    on: 'each',
    needs: need.all(need.endpoint, wide),
    setup: anyDevice(),
    steps: (d) => [
      read(register(lower(d)), 4),
      read(register(lower(d) + 1), 4),
      write(register(lower(d)), 4, ONES),
      write(register(lower(d) + 1), 4, ONES),
      read(register(lower(d)), 4),
      read(register(lower(d) + 1), 4),
    ],
    expect: (d) => {
      const { address = 0, size = 0, prefetchable = false } = d.bar(lower(d)) ?? {};
      const type = prefetchable ? 0xc : 0x4;
      return [
        reply(0, 0, (address % 2 ** 32) + type),
        reply(1, 0, Math.floor(address / 2 ** 32)),
        reply(4, 0, 2 ** 32 - size + type),
        reply(5, 0, 0xffffffff),
      ];
    },
  },
  {
    id: 'HDR-35/1',
    title: 'the ROM reads its address and its enable bit, and sizes likewise',
    on: 'each',
    needs: need.all(need.endpoint, region(6)),
    setup: anyDevice(),
    steps: () => [read(0x30, 4), write(0x30, 4, 0xfffff800), read(0x30, 4)],
    expect: (d) => [reply(0, 0, barValue(d, 6)), reply(2, 0, barLength(d, 6)), configWrites([])],
  },
  {
    id: 'HDR-35/2',
    title: 'a function without a ROM shows 0',
    on: 'each',
    needs: need.all(
      need.endpoint,
      need.that((d) => d.bar(6) === undefined, 'has an expansion ROM'),
    ),
    setup: anyDevice(),
    steps: () => [hardware(0x30, 4, 0xfeb00001), read(0x30, 4), write(0x30, 4, ONES), read(0x30, 4)],
    expect: () => [reply(1, 0, 0), reply(3, 0, 0), configWrites([])],
  },
  {
    id: 'HDR-43/1',
    title: 'the length of an I/O BAR has ones in its upper half',
    on: 'each',
    needs: ioBar,
    setup: anyDevice(),
    steps: (d) => [write(register(io(d)), 4, ONES), read(register(io(d)), 4)],
    expect: (d) => [reply(1, 0, 2 ** 32 - (d.bar(io(d))?.size ?? 0) + 1)],
  },
  {
    id: 'HDR-44/1',
    title: 'BARs of a VF show the address that the host worked out, while hardware reads 0',
    on: 'each',
    needs: need.all(need.virtualFunction, region(0)),
    steps: () => [read(0x10, 4), read(0x14, 4), write(0x10, 4, ONES), read(0x10, 4), read(-0x100 + 0x10, 4)],
    expect: (d) => [
      reply(0, 0, barValue(d, 0)),
      reply(1, 0, barValue(d, 1)),
      reply(3, 0, barLength(d, 0)),
      reply(4, 0, 0),
    ],
    accept: {
      'offset-in-range': (d) => [
        reply(0, 0, barValue(d, 0)),
        reply(1, 0, barValue(d, 1)),
        reply(3, 0, barLength(d, 0)),
        reply(4, -2, 0),
      ],
    },
  },
);
