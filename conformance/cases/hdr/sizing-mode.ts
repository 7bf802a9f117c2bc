import { read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, barLength, barValue, handOver, plain, region, twoGuests } from '../conf/support.ts';

const ONES = 0xffffffff;

export const sizingModeCases = cases(
  {
    id: 'HDR-36/1',
    title: 'sizing mode lasts over any number of reads and over writes of other registers',
    on: 'each',
    needs: need.all(need.endpoint, region(0)),
    setup: anyDevice(),
    steps: (d) => [
      write(0x10, 4, ONES),
      read(0x10, 4),
      read(0x12, 2),
      read(0x10, 4),
      write(0x24, 4, barValue(d, 5) ^ 0x100),
      write(0x30, 4, 0x100),
      write(0x04, 2, 0),
      read(0x10, 4),
      write(0x10, 4, ONES),
      read(0x10, 4),
      write(0x10, 4, barValue(d, 0)),
      read(0x10, 4),
    ],
    expect: (d) => [
      ...[1, 3, 7, 9].map((action) => reply(action, 0, barLength(d, 0))),
      reply(2, 0, barLength(d, 0) >>> 16),
      reply(11, 0, barValue(d, 0)),
    ],
  },
  {
    id: 'HDR-36/2',
    title: 'each field has a mode of its own, the ROM too',
    on: 'each',
    needs: need.all(need.endpoint, region(6)),
    setup: anyDevice(),
    steps: () => [
      write(0x30, 4, ONES),
      read(0x10, 4),
      read(0x30, 4),
      read(0x30, 4),
      write(0x10, 4, ONES),
      write(0x30, 4, 0),
      read(0x30, 4),
      read(0x10, 4),
    ],
    expect: (d) => [
      reply(1, 0, barValue(d, 0)),
      reply(2, 0, barLength(d, 6)),
      reply(3, 0, barLength(d, 6)),
      reply(6, 0, barValue(d, 6)),
      reply(7, 0, barLength(d, 0)),
    ],
  },
  {
    id: 'HDR-36/3',
    title: 'giving the device back ends sizing mode',
    on: 'one',
    needs: need.all(plain, region(0)),
    setup: twoGuests,
    steps: () => [write(0x10, 4, ONES), ...handOver, read(0x10, 4, { guest: 1 })],
    expect: (d) => [reply(5, 0, barValue(d, 0))],
  },
);
