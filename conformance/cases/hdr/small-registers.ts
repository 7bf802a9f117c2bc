import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  anyDevice,
  before,
  configReads,
  during,
  fault,
  interruptControl,
  permissive,
  plain,
} from '../conf/support.ts';

/** BIST as the hardware has it, a write to it, and whether that is stored. */
const bistWrites = [
  [0x80, 0x40, true],
  [0x8f, 0x40, true],
  [0x80, 0xc0, true],
  [0x85, 0xc5, true],
  [0xc5, 0x85, true],
  [0xc5, 0xc5, true],
  [0x85, 0x85, true],
  [0x00, 0x40, true],
  [0x00, 0x00, true],
  [0x80, 0x00, false],
  [0x80, 0x41, false],
  [0x85, 0x80, false],
  [0x85, 0xc4, false],
  [0x00, 0x80, false],
  [0x8f, 0xff, false],
  [0x00, 0xc0, false],
] as const;

const bist = (id: Case['id'], title: string, setup: NonNullable<Case['setup']> = {}): Case => ({
  id,
  title,
  on: 'one',
  needs: plain,
  setup,
  steps: () => bistWrites.flatMap(([now, value]) => [hardware(0x0f, 1, now), write(0x0f, 1, value)]),
  expect: () =>
    bistWrites.flatMap(([now, value, stored], i) => [
      reply(2 * i + 1, 0, value),
      configWrites(stored ? [[0x0f, now, value]] : [], 2 * i + 1),
    ]),
});

/** CACHE_LINE_SIZE in one mode. */
const cacheLine = (id: Case['id'], title: string, setup: NonNullable<Case['setup']>): Case => ({
  id,
  title,
  on: 'each',
  needs: need.physical,
  setup,
  steps: () => [
    write(0x0c, 1, 0x20),
    read(0x0c, 1),
    write(0x0c, 1, 0),
    hardware(0x0c, 1, 0x33),
    read(0x0c, 1),
  ],
  expect: (d) => [
    replies([
      [0, 0x20],
      [0, 0x20],
      [0, 0],
      [0, 0x33],
    ]),
    configWrites([
      [0x0c, d.byte(0x0c), 0x20],
      [0x0c, 0x20, 0],
    ]),
  ],
});

export const smallRegisterCases = cases(
  cacheLine('HDR-05/1', 'CACHE_LINE_SIZE reads and writes hardware', anyDevice()),
  cacheLine('HDR-05/2', 'so it does in permissive mode', anyDevice(permissive)),
  {
    id: 'HDR-05/3',
    title: 'errors of the register are returned',
    on: 'one',
    steps: () => [
      fault('configWrite'),
      write(0x0c, 1, 0x20),
      during(read(0x0c, 1), before(0x0c, 2, fault('configRead'))),
    ],
    expect: (d) => [reply(1, -3, 0x20), reply(2, -3, d.byte(0x0c)), configWrites([])],
  },
  {
    id: 'HDR-06/1',
    title: 'LATENCY_TIMER reads hardware and cannot be written',
    on: 'each',
    setup: anyDevice(),
    steps: () => [read(0x0d, 1), hardware(0x0d, 1, 0x20), read(0x0d, 1), write(0x0d, 1, 0x40), read(0x0d, 1)],
    expect: (d) => [
      reply(0, 0, d.byte(0x0d)),
      reply(2, 0, 0x20),
      reply(3, 0, 0x40),
      reply(4, 0, 0x20),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'HDR-06/2',
    title: 'nor in permissive mode',
    on: 'each',
    setup: anyDevice(permissive),
    steps: () => [write(0x0d, 1, 0x40), write(0x0c, 2, 0x4010)],
    expect: (d) => [
      reply(0, 0, 0x40),
      configWrites([], 0),
      reply(1, 0, 0x4010),
      configWrites([[0x0c, d.byte(0x0c), 0x10]], 1),
    ],
  },
  bist('HDR-07/1', 'BIST takes what differs in START alone, and 0x40; the rest it ignores with success'),
  bist('HDR-07/2', 'permissive mode makes no difference', permissive),
  bist('HDR-07/3', 'nor does control of interrupts', interruptControl),
  {
    id: 'HDR-07/4',
    title: 'BIST reads hardware',
    on: 'each',
    setup: anyDevice(),
    steps: () => [read(0x0f, 1), hardware(0x0f, 1, 0x8c), read(0x0f, 1)],
    expect: (d) => [reply(0, 0, d.byte(0x0f)), reply(2, 0, 0x8c)],
  },
  {
    id: 'HDR-07/5',
    title: 'its own read failing is an error, and nothing is written',
    on: 'one',
    needs: plain,
    steps: () => [during(write(0x0f, 1, 0x40), before(0x0f, 2, fault('configRead')))],
    expect: () => [
      reply(0, -3, 0x40),
      configReads([
        [0x0f, 1],
        [0x0f, 1],
      ]),
      configWrites([]),
    ],
  },
  {
    id: 'HDR-07/6',
    title: 'the write failing is an error',
    on: 'one',
    needs: plain,
    steps: () => [fault('configWrite'), write(0x0f, 1, 0x40)],
    expect: () => [reply(1, -3, 0x40), configWrites([])],
  },
);
