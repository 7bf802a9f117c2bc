import { hardware, read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, barValue, configReads, fault, plain } from './support.ts';

export const readingCases = cases(
  {
    id: 'CONF-05/1',
    title: 'hardware is read once, in the width asked for',
    on: 'each',
    setup: anyDevice(),
    steps: () => [read(0x08, 1), read(0x0a, 2), read(0x08, 4), read(0x0b, 1)],
    expect: (d) => [
      replies([
        [0, d.byte(0x08)],
        [0, d.word(0x0a)],
        [0, d.dword(0x08)],
        [0, d.byte(0x0b)],
      ]),
      configReads([
        [0x08, 1],
        [0x0a, 2],
        [0x08, 4],
        [0x0b, 1],
      ]),
      configWrites([]),
    ],
  },
  {
    id: 'CONF-05/2',
    title: 'above the width asked for the value is 0, whatever was sent and whatever lies next to it',
    on: 'one',
    needs: plain,
    steps: () => [
      hardware(0x2c, 4, 0xffffffff),
      read(0x2c, 1, { value: 0xffffffff }),
      read(0x2e, 2, { value: 0xffffffff }),
      read(0x2c, 4),
    ],
    expect: () => [reply(1, 0, 0xff), reply(2, 0, 0xffff), reply(3, 0, 0xffffffff)],
  },
  {
    id: 'CONF-06/1',
    title: 'a failed real read gives ones in the width asked for',
    on: 'one',
    steps: () => [fault('configRead', 3), read(0x08, 1), read(0x08, 2), read(0x08, 4), read(0x08, 4)],
    expect: (d) => [
      replies([
        [-3, 0xff],
        [-3, 0xffff],
        [-3, 0xffffffff],
        [0, d.dword(0x08)],
      ]),
    ],
  },
  {
    id: 'CONF-06/2',
    title: 'after a failed real read the fields are walked all the same',
    on: 'each',
    setup: anyDevice(),
    steps: () => [fault('configRead'), read(0x0c, 4)],
    expect: (d) => [
      reply(1, 0, (d.dword(0x0c) | 0x00ff0000) >>> 0),
      configReads([
        [0x0c, 4],
        [0x0c, 1],
        [0x0d, 1],
        [0x0f, 1],
      ]),
    ],
  },
  {
    id: 'CONF-10/1',
    title: 'fields that need no hardware make a success of a failed real read',
    on: 'each',
    needs: need.physical,
    setup: anyDevice(),
    steps: () => [fault('configRead'), read(0x00, 4), fault('configRead'), read(0x10, 4)],
    expect: (d) => [reply(1, 0, d.dword(0)), reply(3, 0, barValue(d, 0))],
  },
  {
    id: 'CONF-10/2',
    title: 'the error of a real read stays where no field takes part',
    on: 'one',
    steps: () => [fault('configRead'), read(0x06, 2)],
    expect: () => [reply(1, -3, 0xffff)],
  },
);
