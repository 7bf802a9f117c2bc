import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, device, logCount, observed, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  anyDevice,
  attach,
  bare,
  barLength,
  barValue,
  bind,
  configReads,
  handOver,
  quirk,
  twoGuests,
  untouched,
} from './support.ts';

export const returnedCases = cases(
  {
    id: 'CONF-31/1',
    title: 'BARs and ROM leave sizing mode when the device is given back',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(twoGuests),
    steps: () => [
      ...[0, 1, 2, 3, 4, 5].map((index) => write(0x10 + 4 * index, 4, 0xffffffff)),
      write(0x30, 4, 0xffffffff),
      read(0x10, 4),
      read(0x30, 4),
      ...handOver,
      ...[0, 1, 2, 3, 4, 5].map((index) => read(0x10 + 4 * index, 4, { guest: 1 })),
      read(0x30, 4, { guest: 1 }),
    ],
    expect: (d) => [
      reply(7, 0, barLength(d, 0)),
      reply(8, 0, barLength(d, 6)),
      ...[0, 1, 2, 3, 4, 5, 6].map((index) => reply(13 + index, 0, barValue(d, index))),
    ],
  },
  {
    id: 'CONF-32/1',
    title: 'fields of sysfs go when the device is given back, and their bytes are uncovered again',
    on: 'one',
    needs: bare,
    setup: twoGuests,
    steps: () => [
      quirk('E0:4:0'),
      quirk('E4:1:0'),
      write(0xe0, 4, 0x44332211),
      ...handOver,
      read(0xe0, 4, { guest: 1 }),
      write(0xe0, 4, 0x55555555, { guest: 1 }),
    ],
    expect: () => [
      configWrites([[0xe0, 0, 0x44332211]], 2),
      configReads([[0xe0, 4]], 7),
      configWrites([], 8),
      logCount(1, 8),
      device({ quirkFields: 0 }),
    ],
  },
  {
    id: 'CONF-32/2',
    title: 'built-in fields stay for the next guest',
    on: 'one',
    needs: bare,
    setup: twoGuests,
    steps: () => [
      ...handOver,
      hardware(0x10, 4, 0x77777770),
      read(0x10, 4, { guest: 1 }),
      read(0x0c, 4, { guest: 1 }),
    ],
    expect: (d) => [
      reply(5, 0, barValue(d, 0)),
      configReads(
        [
          [0x0c, 4],
          [0x0c, 1],
          [0x0d, 1],
          [0x0f, 1],
        ],
        6,
      ),
    ],
  },
  {
    id: 'CONF-32/3',
    title: 'unbinding and binding builds the built-in fields anew, without those of sysfs',
    on: 'one',
    needs: bare,
    setup: untouched,
    steps: () => [
      quirk('E0:4:0'),
      hardware(0x0c, 1, 0x22),
      { do: 'unbind' },
      bind,
      ...attach,
      read(0x0c, 4),
      read(0xe0, 4),
    ],
    expect: () => [
      configReads(
        [
          [0x0c, 4],
          [0x0c, 1],
          [0x0d, 1],
          [0x0f, 1],
        ],
        6,
      ),
      configReads([[0xe0, 4]], 7),
      device({ quirkFields: 0 }),
    ],
  },
  {
    id: 'CONF-32/4',
    title: 'their memory is given back with them',
    on: 'one',
    needs: bare,
    setup: untouched,
    steps: () => [
      quirk('E0:4:0'),
      quirk('E0:2:0'),
      quirk('E4:1:0'),
      ...attach,
      { do: 'toolstack', step: 'destroy' },
    ],
    expect: () => [
      device({ quirkFields: 0, inUse: false }),
      observed(
        'bytes the driver holds beyond those it held at the start',
        ['inspection'],
        ({ execution: { final } }) => final.allocated - final.allocatedAtStart,
        0,
      ),
    ],
  },
);
