import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, order, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  anyDevice,
  bare,
  before,
  configReads,
  during,
  fault,
  firstCommand,
  plain,
  quirk,
} from './support.ts';

const QUIRK = 0xe0;
const filled = hardware(QUIRK, 4, 0x44332211);

export const writingCases = cases(
  {
    id: 'CONF-16/1',
    title: 'each field is read and then given its part of the value, in the order of the fields',
    on: 'each',
    needs: need.physical,
    setup: anyDevice(),
    steps: (d) => [write(0x0c, 4, ((d.byte(0x0f) << 24) | 0x00335520) >>> 0)],
    expect: (d) => [
      reply(0, 0, ((d.byte(0x0f) << 24) | 0x00335520) >>> 0),
      configReads([
        [0x0c, 1],
        [0x0d, 1],
        [0x0f, 1],
        [0x0f, 1],
      ]),
      configWrites([
        [0x0c, d.byte(0x0c), 0x20],
        [0x0f, d.byte(0x0f), d.byte(0x0f)],
      ]),
      order(
        ['ConfigRead', 'ConfigWrite'],
        ['ConfigRead', 'ConfigWrite', 'ConfigRead', 'ConfigRead', 'ConfigRead', 'ConfigWrite'],
      ),
    ],
  },
  {
    id: 'CONF-16/2',
    title: 'a request narrower than its field leaves the rest of the field as it reads',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => [write(0x05, 1, 0x01), read(0x04, 2)],
    expect: (d) => [reply(0, 0, 0x01), reply(1, 0, (firstCommand(d) & 0xff) | 0x100)],
  },
  {
    id: 'CONF-16/3',
    title: 'a request wider than its field is cut to the field',
    on: 'one',
    needs: plain,
    steps: () => [write(0x04, 4, 0xabcd0140), read(0x04, 2), write(0x0e, 2, 0x40ff)],
    expect: (d) => [reply(0, 0, 0xabcd0140), reply(1, 0, 0x0140), configWrites([[0x0f, d.byte(0x0f), 0x40]])],
  },
  {
    id: 'CONF-16/4',
    title: 'a request inside a field changes its own bytes of it, and the field is written whole',
    on: 'one',
    needs: bare,
    steps: () => [
      quirk('E0:4:FFFFFFFF'),
      filled,
      write(QUIRK, 1, 0xaa),
      filled,
      write(QUIRK + 1, 1, 0xaa),
      filled,
      write(QUIRK + 2, 2, 0xbbaa),
      filled,
      write(QUIRK + 3, 1, 0xaa),
      filled,
      write(QUIRK, 2, 0xbbaa),
    ],
    expect: () => [
      configWrites([
        [QUIRK, 0x44332211, 0x443322aa],
        [QUIRK, 0x44332211, 0x4433aa11],
        [QUIRK, 0x44332211, 0xbbaa2211],
        [QUIRK, 0x44332211, 0xaa332211],
        [QUIRK, 0x44332211, 0x4433bbaa],
      ]),
    ],
  },
  {
    id: 'CONF-16/5',
    title: 'a request that begins before a field gives it the bytes that lie over it',
    on: 'one',
    needs: bare,
    steps: () => [
      quirk('E3:1:FF'),
      quirk('E2:1:FF'),
      quirk('E6:2:FFFF'),
      filled,
      write(QUIRK, 4, 0xddccbbaa),
      filled,
      write(QUIRK + 2, 2, 0x7766),
      write(QUIRK + 4, 4, 0x12345678),
      write(QUIRK + 4, 2, 0x9999),
    ],
    expect: () => [
      configWrites(
        [
          [QUIRK + 3, 0x44, 0xdd],
          [QUIRK + 2, 0x33, 0xcc],
        ],
        4,
      ),
      configWrites(
        [
          [QUIRK + 3, 0x44, 0x77],
          [QUIRK + 2, 0x33, 0x66],
        ],
        6,
      ),
      configWrites([[QUIRK + 6, 0, 0x1234]], 7),
      configWrites([], 8),
      logCount(1, 8),
    ],
  },
  {
    id: 'CONF-16/6',
    title: 'bits of op.value above the width of the request are ignored',
    on: 'one',
    needs: plain,
    steps: () => [write(0x0c, 1, 0xffffff20), write(0x0c, 2, 0xffff5530)],
    expect: (d) => [
      replies([
        [0, 0xffffff20],
        [0, 0xffff5530],
      ]),
      configWrites([[0x0c, d.byte(0x0c), 0x20]], 0),
      configWrites([[0x0c, 0x20, 0x30]], 1),
    ],
  },
  {
    id: 'CONF-16/7',
    title: 'a field whose read fails ends the walk: later fields are not written',
    on: 'one',
    needs: plain,
    steps: () => [during(write(0x0c, 4, 0x40000020), before(0x0d, 1, fault('configRead')))],
    expect: (d) => [
      reply(0, -3, 0x40000020),
      configReads([
        [0x0c, 1],
        [0x0d, 1],
      ]),
      configWrites([[0x0c, d.byte(0x0c), 0x20]]),
    ],
  },
);
