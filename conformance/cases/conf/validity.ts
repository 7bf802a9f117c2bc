import { read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, replies } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice } from './support.ts';

const INT_MIN = -0x80000000;
const INT_MAX = 0x7fffffff;
const badSizes = [0, 3, 5, 6, 7, 8, 16, 255, -1, -2, -4, -8, INT_MAX, INT_MIN];
/** Offset and size of accesses that are not aligned. */
const misaligned = [
  [0x01, 2],
  [0x03, 2],
  [0x05, 2],
  [0xff, 2],
  [0x01, 4],
  [0x02, 4],
  [0x03, 4],
  [0x06, 4],
  [0x3e, 4],
  [0xffe, 4],
  [0xfff, 2],
] as const;
const negative = [
  [-1, 2],
  [-3, 2],
  [-1, 4],
  [-2, 4],
  [-3, 4],
  [INT_MIN + 1, 2],
  [INT_MIN + 2, 4],
] as const;
const aligned = [
  [0x08, 1],
  [0x09, 1],
  [0x0a, 1],
  [0x0b, 1],
  [0x08, 2],
  [0x0a, 2],
  [0x08, 4],
] as const;

export const validityCases = cases(
  {
    id: 'CONF-01/1',
    title: 'sizes other than 1, 2 and 4 are invalid, 0 and negative ones included',
    on: 'one',
    steps: () => badSizes.map((size) => read(0x08, size)),
    expect: () => [replies(badSizes.map(() => [-2, 0]))],
  },
  {
    id: 'CONF-01/2',
    title: 'sizes 1, 2 and 4 are valid at every multiple of themselves',
    on: 'each',
    setup: anyDevice(),
    steps: () => aligned.map(([offset, size]) => read(offset, size)),
    expect: (d) => [
      replies(
        aligned.map(([at, size]) => [0, size === 1 ? d.byte(at) : size === 2 ? d.word(at) : d.dword(at)]),
      ),
    ],
  },
  {
    id: 'CONF-01/3',
    title: 'an offset that is no multiple of the size is invalid',
    on: 'one',
    needs: need.extended,
    steps: () => misaligned.map(([offset, size]) => read(offset, size)),
    expect: () => [replies(misaligned.map(() => [-2, 0]))],
  },
  {
    id: 'CONF-01/4',
    title: 'a negative offset that is no multiple of the size is invalid',
    on: 'one',
    steps: () => negative.map(([offset, size]) => read(offset, size)),
    expect: () => [replies(negative.map(() => [-2, 0]))],
  },
  {
    id: 'CONF-01/5',
    title: 'a size of 0 or below never divides, whatever the offset',
    on: 'one',
    steps: () => [
      read(1, 0),
      read(-1, 0),
      read(INT_MIN, -1),
      read(INT_MAX, INT_MIN),
      write(1, 0, 7),
      write(INT_MIN, -1, 7),
    ],
    expect: () => [
      replies([
        [-2, 0],
        [-2, 0],
        [-2, 0],
        [-2, 0],
        [-2, 7],
        [-2, 7],
      ]),
    ],
  },
  {
    id: 'CONF-02/1',
    title: 'a read above all configuration space is valid: the host accessor refuses it',
    on: 'one',
    steps: () => [read(0x1000, 4), read(0x7ffffffc, 4), read(0x7fffffff, 1)],
    expect: () => [
      replies([
        [-22, 0xffffffff],
        [-22, 0xffffffff],
        [-22, 0xff],
      ]),
    ],
    accept: {
      'offset-in-range': () => [
        replies([
          [-2, 0],
          [-2, 0],
          [-2, 0],
        ]),
      ],
    },
  },
  {
    id: 'CONF-02/2',
    title: 'a write above all configuration space is valid: it is dropped as any other',
    on: 'one',
    steps: () => [write(0x1000, 4, 0xdeadbeef), write(0x7ffffffe, 2, 0x55)],
    expect: () => [
      replies([
        [0, 0xdeadbeef],
        [0, 0x55],
      ]),
      configWrites([]),
      logCount(1),
    ],
    accept: {
      'offset-in-range': () => [
        replies([
          [-2, 0xdeadbeef],
          [-2, 0x55],
        ]),
        configWrites([]),
        logCount(0),
      ],
    },
  },
);
