import { hardware, read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, before, configReads, during, fault, firstCommand, plain } from './support.ts';

export const walkingCases = cases(
  {
    id: 'CONF-07/1',
    title: 'a field that only touches the request takes no part',
    on: 'one',
    needs: plain,
    steps: () => [
      read(0x06, 2),
      read(0x0e, 1),
      read(0x3b, 1),
      read(0x3e, 2),
      read(0x08, 4),
      read(0x2c, 4),
      read(0x34, 4),
    ],
    expect: (d) => [
      replies([
        [0, d.word(0x06)],
        [0, d.byte(0x0e)],
        [0, d.byte(0x3b)],
        [0, d.word(0x3e)],
        [0, d.dword(0x08)],
        [0, d.dword(0x2c)],
        [0, d.dword(0x34)],
      ]),
      configReads([
        [0x06, 2],
        [0x0e, 1],
        [0x3b, 1],
        [0x3e, 2],
        [0x08, 4],
        [0x2c, 4],
        [0x34, 4],
      ]),
    ],
  },
  {
    id: 'CONF-07/2',
    title: 'a field with one byte in common takes part',
    on: 'one',
    needs: plain,
    steps: () => [read(0x05, 1), read(0x04, 4), read(0x0e, 2), read(0x0c, 2), read(0x3c, 4)],
    expect: () => [
      configReads(
        [
          [0x05, 1],
          [0x04, 2],
        ],
        0,
      ),
      configReads(
        [
          [0x04, 4],
          [0x04, 2],
        ],
        1,
      ),
      configReads(
        [
          [0x0e, 2],
          [0x0f, 1],
        ],
        2,
      ),
      configReads(
        [
          [0x0c, 2],
          [0x0c, 1],
          [0x0d, 1],
        ],
        3,
      ),
      configReads(
        [
          [0x3c, 4],
          [0x3d, 1],
        ],
        4,
      ),
    ],
  },
  {
    id: 'CONF-08/1',
    title: 'the upper byte of COMMAND comes from a read of the whole field',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => [read(0x05, 1)],
    expect: (d) => [
      reply(0, 0, firstCommand(d) >> 8),
      configReads([
        [0x05, 1],
        [0x04, 2],
      ]),
    ],
  },
  {
    id: 'CONF-09/1',
    title: 'a field that cannot be read ends the walk, and what was merged before stays',
    on: 'each',
    setup: anyDevice(),
    steps: () => [
      during(read(0x0c, 4), before(0x0c, 2, hardware(0x0c, 1, 0xa5)), before(0x0d, 1, fault('configRead'))),
    ],
    expect: (d) => [
      reply(0, -3, ((d.dword(0x0c) & 0xffffff00) | 0xa5) >>> 0),
      configReads([
        [0x0c, 4],
        [0x0c, 1],
        [0x0d, 1],
      ]),
    ],
  },
  {
    id: 'CONF-09/2',
    title: 'when the first field fails the value is that of the real read',
    on: 'one',
    steps: () => [during(read(0x0e, 2), before(0x0f, 1, fault('configRead')))],
    expect: (d) => [
      reply(0, -3, d.word(0x0e)),
      configReads([
        [0x0e, 2],
        [0x0f, 1],
      ]),
    ],
  },
);
