import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { full, permissive } from './tools.ts';

const vpdEndpoint = need.all(need.ordinary, need.vpd);

/** Cases of CAP-14 and CAP-15: vital product data. */
export const vpdCases: readonly Case[] = cases(
  {
    id: 'CAP-14/1',
    title: 'the VPD address reads as in hardware',
    on: 'each',
    needs: vpdEndpoint,
    steps: (d) => [read(d.vpd + 2, 2), hardware(d.vpd + 2, 2, 0x8abc), read(d.vpd + 2, 2)],
    expect: (d) => [reply(0, 0, d.word(d.vpd + 2)), reply(2, 0, 0x8abc)],
  },
  {
    id: 'CAP-14/2',
    title: 'an address without the flag is written, and the device answers with data',
    on: 'each',
    needs: vpdEndpoint,
    steps: (d) => [
      write(d.vpd + 2, 2, 0),
      read(d.vpd + 2, 2),
      hardware(d.vpd + 2, 2, 0),
      write(d.vpd + 2, 2, 0x7fff),
      write(d.vpd + 2, 2, 0x0004),
    ],
    expect: (d) => [
      reply(0, 0, 0),
      configWrites([[d.vpd + 2, d.word(d.vpd + 2), 0]], 0),
      reply(1, 0, 0x8000),
      reply(3, 0, 0x7fff),
      configWrites([[d.vpd + 2, 0, 0x7fff]], 3),
      reply(4, 0, 4),
      configWrites([[d.vpd + 2, 0xffff, 4]], 4),
    ],
  },
  {
    id: 'CAP-14/3',
    title: 'an address with the flag is refused and reaches no hardware',
    on: 'each',
    needs: vpdEndpoint,
    steps: (d) => [
      write(d.vpd + 2, 2, 0x8000),
      write(d.vpd + 2, 2, 0xffff),
      write(d.vpd + 3, 1, 0x80),
      write(d.vpd, 4, 0x80040000),
    ],
    expect: () => [
      replies([
        [-3, 0x8000],
        [-3, 0xffff],
        [-3, 0x80],
        [-3, 0x80040000],
      ]),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'CAP-14/4',
    title: 'permissive does not lift the refusal',
    on: 'one',
    needs: full,
    setup: { permissive: true, device: { permissive: true } },
    steps: (d) => [write(d.vpd + 2, 2, 0x8000), write(d.vpd + 2, 2, 0x7ffc)],
    expect: (d) => [
      reply(0, -3, 0x8000),
      reply(1, 0, 0x7ffc),
      configWrites([[d.vpd + 2, d.word(d.vpd + 2), 0x7ffc]]),
    ],
  },
  {
    id: 'CAP-14/5',
    title: 'a byte write is judged with the flag that the device shows at the moment',
    on: 'one',
    needs: full,
    steps: (d) => [
      hardware(d.vpd + 2, 2, 0x8004),
      write(d.vpd + 2, 1, 8),
      hardware(d.vpd + 2, 2, 0x0004),
      write(d.vpd + 2, 1, 8),
    ],
    expect: (d) => [
      reply(1, -3, 8),
      configWrites([], 1),
      reply(3, 0, 8),
      configWrites([[d.vpd + 2, 4, 8]], 3),
    ],
  },
  {
    id: 'CAP-15/1',
    title: 'the VPD data read as in hardware and cannot be written',
    on: 'each',
    needs: vpdEndpoint,
    steps: (d) => [
      hardware(d.vpd + 4, 4, 0xcafef00d),
      read(d.vpd + 4, 4),
      write(d.vpd + 4, 4, 0),
      write(d.vpd + 4, 1, 0xff),
    ],
    expect: () => [reply(1, 0, 0xcafef00d), reply(2, 0, 0), reply(3, 0, 0xff), configWrites([]), logCount(0)],
  },
  {
    id: 'CAP-15/2',
    title: 'permissive does not open the VPD data',
    on: 'one',
    needs: full,
    setup: permissive,
    steps: (d) => [write(d.vpd + 4, 4, 0xffffffff), write(d.vpd + 6, 2, 0)],
    expect: () => [
      replies([
        [0, 0xffffffff],
        [0, 0],
      ]),
      configWrites([]),
    ],
  },
);
