import { read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import { configReads, permissive, plain } from './support.ts';

const badWrites = [
  [0x04, 0],
  [0x04, 3],
  [0x04, 8],
  [0x04, -4],
  [0x05, 2],
  [0x06, 4],
  [0x11, 2],
  [0x41, 2],
  [-1, 2],
] as const;

export const invalidCases = cases(
  {
    id: 'CONF-03/1',
    title: 'an invalid read gives 0 in place of the value sent, and looks at nothing',
    on: 'one',
    steps: () => [
      read(0x04, 3, { value: 0x12345678 }),
      read(0x05, 2, { value: 0xffffffff }),
      read(0x11, 4),
      read(0x3c, 0),
    ],
    expect: () => [
      replies([
        [-2, 0],
        [-2, 0],
        [-2, 0],
        [-2, 0],
      ]),
      configReads([]),
      configWrites([]),
    ],
  },
  {
    id: 'CONF-04/1',
    title: 'an invalid write echoes its value and touches nothing',
    on: 'one',
    needs: plain,
    steps: () => badWrites.map(([offset, size]) => write(offset, size, 0x12345607)),
    expect: () => [
      replies(badWrites.map(() => [-2, 0x12345607])),
      configReads([]),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'CONF-04/2',
    title: 'permissive mode makes no invalid write valid',
    on: 'one',
    needs: plain,
    setup: permissive,
    steps: () => badWrites.map(([offset, size]) => write(offset, size, 0x12345607)),
    expect: () => [
      replies(badWrites.map(() => [-2, 0x12345607])),
      configReads([]),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'CONF-04/3',
    title: 'an invalid write does not use up the warning of a dropped one',
    on: 'one',
    steps: () => [write(0x29, 4, 1), write(0x28, 3, 1), write(0x28, 4, 1)],
    expect: () => [logCount(0, 0), logCount(0, 1), logCount(1, 2), reply(2, 0, 1)],
  },
);
