import { read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, barValue, firstCommand, narrow, region } from './support.ts';

/** Reads of BAR0 that begin anywhere in it. */
const parts = [
  [0x10, 4],
  [0x10, 2],
  [0x10, 1],
  [0x11, 1],
  [0x12, 2],
  [0x12, 1],
  [0x13, 1],
] as const;

export const overWideCases = cases(
  {
    id: 'CONF-12/1',
    title: 'a narrow read at the start of a BAR returns all of it',
    on: 'each',
    needs: need.all(need.endpoint, region(0)),
    setup: anyDevice(),
    steps: () => parts.slice(0, 3).map(([offset, size]) => read(offset, size)),
    expect: (d) => [replies(parts.slice(0, 3).map(() => [0, barValue(d, 0)]))],
    accept: {
      'narrow-read-value': (d) => [
        replies(parts.slice(0, 3).map(([, size]) => [0, narrow(barValue(d, 0), size)])),
      ],
    },
  },
  {
    id: 'CONF-12/2',
    title: 'a byte read of COMMAND or of an id returns 16 bits',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: anyDevice(),
    steps: () => [read(0x04, 1), read(0x05, 1), read(0x00, 1), read(0x01, 1), read(0x02, 1)],
    expect: (d) => [
      replies([
        [0, firstCommand(d)],
        [0, firstCommand(d) >> 8],
        [0, d.word(0)],
        [0, d.byte(1)],
        [0, d.word(2)],
      ]),
    ],
    accept: {
      'narrow-read-value': (d) => [
        replies([
          [0, firstCommand(d) & 0xff],
          [0, firstCommand(d) >> 8],
          [0, d.byte(0)],
          [0, d.byte(1)],
          [0, d.byte(2)],
        ]),
      ],
    },
  },
  {
    id: 'CONF-12/3',
    title: 'bytes of the value that the field does not reach come from the real read alone',
    on: 'one',
    needs: need.physical,
    steps: () => [read(0x0f, 1), read(0x0d, 1), read(0x3d, 1)],
    expect: (d) => [reply(0, 0, d.byte(0x0f)), reply(1, 0, d.byte(0x0d)), reply(2, 0, d.byte(0x3d))],
  },
);
