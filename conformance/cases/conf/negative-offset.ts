import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, count, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, barValue, boundCommand, configReads, permissive, plain } from './support.ts';

const LOWEST = -0x80000000;

export const negativeOffsetCases = cases(
  {
    id: 'CONF-34/1',
    title: 'a negative offset reads the raw register that its low eight bits name, behind the fields',
    on: 'each',
    needs: need.firstSegment,
    setup: anyDevice(),
    steps: () => [
      hardware(0x3c, 1, 0x77),
      hardware(0x10, 4, 0x12345678),
      read(LOWEST + 0x3c, 1),
      read(LOWEST + 0x10, 4),
      read(-0x100 + 0x12, 2),
      read(-0x1000 + 0x00, 4),
    ],
    expect: (d) => [
      reply(2, 0, 0x77),
      reply(3, 0, 0x12345678),
      reply(4, 0, 0x1234),
      reply(5, 0, d.dword(0)),
      configReads([
        [0x3c, 1],
        [0x10, 4],
        [0x12, 2],
        [0x00, 4],
      ]),
    ],
    accept: { 'offset-in-range': () => [replies([0, 1, 2, 3].map(() => [-2, 0])), configReads([])] },
  },
  {
    id: 'CONF-34/2',
    title: 'the highest negative offsets name the registers at the end of standard space',
    on: 'one',
    needs: need.all(plain, need.wholeDump),
    steps: () => [hardware(0xfc, 4, 0x44332211), read(-4, 4), read(-2, 2), read(-1, 1)],
    expect: () => [reply(1, 0, 0x44332211), reply(2, 0, 0x4433), reply(3, 0, 0x44)],
    accept: { 'offset-in-range': () => [reply(1, -2, 0), reply(2, -2, 0), reply(3, -2, 0)] },
  },
  {
    id: 'CONF-34/3',
    title: 'a permissive guest writes the raw register in this way and moves a real BAR',
    on: 'one',
    needs: need.all(plain, need.memoryBar),
    setup: permissive,
    steps: () => [write(LOWEST + 0x10, 4, 0x5a500000), read(0x10, 4), read(LOWEST + 0x10, 4)],
    expect: (d) => [
      reply(0, 0, 0x5a500000),
      configWrites([[0x10, d.dword(0x10), 0x5a500000]]),
      reply(1, 0, barValue(d, 0)),
    ],
    accept: {
      'offset-in-range': (d) => [
        reply(0, -2, 0x5a500000),
        configWrites([]),
        reply(1, 0, barValue(d, 0)),
        reply(2, -2, 0),
      ],
    },
  },
  {
    id: 'CONF-34/4',
    title: 'without permissive mode such a write is dropped with success',
    on: 'one',
    needs: plain,
    steps: () => [write(LOWEST + 0x10, 4, 0x5a500000), write(-4, 4, 0xffffffff)],
    expect: () => [reply(0, 0, 0x5a500000), reply(1, 0, 0xffffffff), configWrites([]), logCount(1)],
    accept: {
      'offset-in-range': () => [
        reply(0, -2, 0x5a500000),
        reply(1, -2, 0xffffffff),
        configWrites([]),
        logCount(0),
      ],
    },
  },
  {
    id: 'CONF-34/5',
    title: 'a negative offset is no field of the device, not even one whose alias it is',
    on: 'one',
    needs: plain,
    setup: permissive,
    steps: () => [write(LOWEST + 0x04, 2, 0x0147), write(LOWEST + 0x0d, 1, 0x40)],
    expect: (d) => [
      count('HostEnter', 0),
      configWrites([
        [0x04, boundCommand(d), 0x0147],
        [0x0d, d.byte(0x0d), 0x40],
      ]),
    ],
    accept: { 'offset-in-range': () => [reply(0, -2, 0x0147), reply(1, -2, 0x40), configWrites([])] },
  },
  {
    id: 'CONF-34/6',
    title: 'on another segment the address lies below the window: all fail with 22, and nothing is written',
    on: 'each',
    needs: need.all(plain, need.laterSegment),
    setup: permissive,
    steps: () => [
      read(LOWEST, 4),
      read(-2, 2),
      read(-1, 1),
      write(LOWEST + 0x3c, 4, 0x77),
      write(-1, 1, 0x55),
    ],
    expect: () => [
      replies([
        [-22, 0xffffffff],
        [-22, 0xffff],
        [-22, 0xff],
        [-22, 0x77],
        [-22, 0x55],
      ]),
      configWrites([]),
      count('OutOfWindow', 5),
    ],
    accept: {
      'offset-in-range': () => [
        replies([
          [-2, 0],
          [-2, 0],
          [-2, 0],
          [-2, 0x77],
          [-2, 0x55],
        ]),
        configWrites([]),
        count('OutOfWindow', 0),
      ],
    },
  },
);
