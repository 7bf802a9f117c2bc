import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, barLength, barValue } from '../conf/support.ts';

const ONES = 0xffffffff;
const all = [0, 1, 2, 3, 4, 5, 6];
/** Register of a BAR, or of the ROM (6), of an endpoint. */
const register = (index: number): number => (index === 6 ? 0x30 : 0x10 + 4 * index);

export const barFieldCases = cases(
  {
    id: 'HDR-30/1',
    title: 'an endpoint has fields for six BARs and the ROM: what hardware holds is not read',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => all.flatMap((index) => [hardware(register(index), 4, 0x5aa55a50), read(register(index), 4)]),
    expect: (d) => all.map((index) => reply(2 * index + 1, 0, barValue(d, index))),
  },
  {
    id: 'HDR-30/2',
    title: 'the registers between them have none',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => [
      hardware(0x28, 4, 0x11223344),
      read(0x28, 4),
      hardware(0x34, 4, 0x55667788),
      read(0x34, 4),
      hardware(0x38, 4, 0x99aabbcc),
      read(0x38, 4),
    ],
    expect: () => [reply(1, 0, 0x11223344), reply(3, 0, 0x55667788), reply(5, 0, 0x99aabbcc)],
  },
  {
    id: 'HDR-31/1',
    title: 'a bridge has fields for BAR0, BAR1 and the ROM at 0x38',
    on: 'each',
    needs: need.bridge,
    setup: anyDevice(),
    steps: () => [0x10, 0x14, 0x38].flatMap((at) => [hardware(at, 4, 0x5aa55a50), read(at, 4)]),
    expect: (d) => [reply(1, 0, barValue(d, 0)), reply(3, 0, barValue(d, 1)), reply(5, 0, barValue(d, 6))],
  },
  {
    id: 'HDR-31/2',
    title: 'BARs and ROM of a bridge are sized as any other',
    on: 'each',
    needs: need.bridge,
    setup: anyDevice(),
    steps: () => [0x10, 0x14, 0x38].flatMap((at) => [write(at, 4, ONES), read(at, 4)]),
    expect: (d) => [
      reply(1, 0, barLength(d, 0)),
      reply(3, 0, barLength(d, 1)),
      reply(5, 0, barLength(d, 6)),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'HDR-31/3',
    title: 'its bus numbers, windows and bridge control are read from hardware',
    on: 'each',
    needs: need.bridge,
    setup: anyDevice(),
    steps: () =>
      [0x18, 0x1c, 0x20, 0x24, 0x28, 0x2c, 0x30, 0x34].map((at) => read(at, 4)).concat(read(0x3e, 2)),
    expect: (d) => [
      replies([
        ...[0x18, 0x1c, 0x20, 0x24, 0x28, 0x2c, 0x30, 0x34].map((at) => [0, d.dword(at)] as const),
        [0, d.word(0x3e)],
      ]),
    ],
  },
  {
    id: 'HDR-31/4',
    title: 'and writes of them are dropped with one warning',
    on: 'each',
    needs: need.bridge,
    setup: anyDevice(),
    steps: () => [
      write(0x18, 4, 0x00ffffff),
      write(0x30, 4, ONES),
      write(0x20, 4, 0),
      write(0x3e, 2, 0x40),
      write(0x37, 1, 1),
    ],
    expect: () => [configWrites([]), logCount(1, 0), ...[1, 2, 3, 4].map((action) => logCount(0, action))],
  },
);
