import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  anyDevice,
  barValue,
  before,
  configReads,
  during,
  fault,
  permissive,
  region,
} from '../conf/support.ts';
import { at, decision, has, io, memory, ONES, rom, upper, type Which } from './bars.ts';

/** A register that holds something else gets its value back, and nothing but that. */
const restore = (id: Case['id'], title: string, which: Which, needs: need.Need, setup = {}): Case => ({
  id,
  title,
  on: 'each',
  needs: need.all(needs, need.physical),
  setup: anyDevice(setup),
  steps: (d) => {
    const value = barValue(d, which(d));
    const register = at(which(d));
    return [
      write(register, 4, value),
      hardware(register, 4, 0x5aa50000),
      write(register, 4, (value ^ 0x01000000) >>> 0),
      write(register, 4, (value ^ 0x00000800) >>> 0),
      write(register, 4, value),
      write(register, 4, value),
      read(register, 4),
    ];
  },
  expect: (d) => {
    const value = barValue(d, which(d));
    const register = at(which(d));
    return [
      configWrites([], 0),
      configWrites([], 2),
      configWrites([], 3),
      configWrites([[register, 0x5aa50000, value]], 4),
      configReads([[register, 4]], 2),
      reply(2, 0, (value ^ 0x01000000) >>> 0),
      reply(6, 0, value),
    ];
  },
});

export const barRestoreCases = cases(
  decision(
    'HDR-39/1',
    'the ROM is sized by ones but for the low eleven bits',
    rom,
    need.all(need.endpoint, region(6)),
    [
      [0xffffffff, true],
      [0xfffff800, true],
      [0xfffff801, true],
      [0xfffffffe, true],
      [0xfffff000, false],
      [0xffff0000, false],
      [0x7ffff800, false],
    ],
  ),
  restore('HDR-38/1', 'a memory BAR takes exactly its cached value back', memory, has(memory, 'memory BAR')),
  restore('HDR-38/2', 'so does an I/O BAR', io, has(io, 'I/O BAR')),
  restore('HDR-38/3', 'so does an upper half', upper, has(upper, '64-bit BAR')),
  {
    id: 'HDR-38/4',
    title: 'a restore ends sizing mode, and always succeeds',
    on: 'each',
    needs: need.all(has(memory, 'memory BAR'), need.physical),
    setup: anyDevice(),
    steps: (d) => {
      const [register, value] = [at(memory(d)), barValue(d, memory(d))];
      return [
        write(register, 4, ONES),
        hardware(register, 4, 0x5aa50000),
        fault('configWrite'),
        write(register, 4, value),
        read(register, 4),
        during(write(register, 4, 0x100), before(register, 1, fault('configRead'))),
      ];
    },
    expect: (d) => [
      reply(3, 0, barValue(d, memory(d))),
      reply(4, 0, barValue(d, memory(d))),
      reply(5, 0, 0x100),
      configWrites([]),
    ],
  },
  {
    id: 'HDR-38/5',
    title: 'a sizing write looks at no register',
    on: 'each',
    needs: has(memory, 'memory BAR'),
    setup: anyDevice(),
    steps: (d) => [
      hardware(at(memory(d)), 4, 0x5aa50000),
      write(at(memory(d)), 4, ONES),
      write(at(memory(d)), 4, 0x100),
    ],
    expect: (d) => [configReads([], 1), configReads([[at(memory(d)), 4]], 2), configWrites([])],
  },
  restore('HDR-39/2', 'the ROM takes exactly its cached value back', rom, need.all(need.endpoint, region(6))),
  {
    id: 'HDR-39/3',
    title: 'a guest cannot change the enable bit of the ROM, in no mode',
    on: 'each',
    needs: need.all(need.endpoint, region(6), need.physical),
    setup: anyDevice(permissive),
    steps: (d) => [
      write(0x30, 4, (barValue(d, 6) ^ 1) >>> 0),
      write(0x30, 1, (barValue(d, 6) & 0xff) ^ 1),
      read(0x30, 4),
    ],
    expect: (d) => [reply(2, 0, barValue(d, 6)), configWrites([])],
  },
);
