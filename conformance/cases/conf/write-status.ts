import { read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import { anyDevice, before, during, fault, permissive, plain } from './support.ts';

/** Writes of fields without a write handler. */
const swallowed = [
  write(0x00, 4, 0x12345678),
  write(0x00, 2, 0xffff),
  write(0x02, 1, 0x55),
  write(0x3c, 1, 0x55),
  write(0x3d, 1, 0x05),
  write(0x3c, 2, 0xffff),
  write(0x0d, 1, 0x40),
];

export const writeStatusCases = cases(
  {
    id: 'CONF-17/1',
    title: 'writes of fields without a write handler succeed, reach nothing and warn of nothing',
    on: 'each',
    setup: anyDevice(),
    steps: () => swallowed,
    expect: () => [replies(swallowed.map(({ value }) => [0, value])), configWrites([]), logCount(0)],
  },
  {
    id: 'CONF-17/2',
    title: 'in permissive mode such a write counts as handled too: nothing is written raw',
    on: 'each',
    setup: anyDevice(permissive),
    steps: () => swallowed,
    expect: () => [replies(swallowed.map(({ value }) => [0, value])), configWrites([])],
  },
  {
    id: 'CONF-18/1',
    title: 'a write that fails does not end the walk, and the next field makes a success of it',
    on: 'one',
    needs: plain,
    steps: () => [fault('configWrite'), write(0x0c, 4, 0x40000020), read(0x0c, 1)],
    expect: (d) => [
      reply(1, 0, 0x40000020),
      configWrites([[0x0f, d.byte(0x0f), 0x40]]),
      reply(2, 0, d.byte(0x0c)),
    ],
  },
  {
    id: 'CONF-18/2',
    title: 'the status of the last field is the one returned',
    on: 'one',
    needs: plain,
    steps: () => [during(write(0x0c, 4, 0x40000020), before(0x0f, 3, fault('configWrite')))],
    expect: (d) => [reply(0, -3, 0x40000020), configWrites([[0x0c, d.byte(0x0c), 0x20]])],
  },
  {
    id: 'CONF-26/1',
    title: 'a field that cannot be read keeps a permissive write from hardware, and its error is returned',
    on: 'one',
    needs: plain,
    setup: permissive,
    steps: () => [
      fault('configRead'),
      write(0x0c, 1, 0x20),
      fault('configRead'),
      write(0x0e, 2, 0x40aa),
      write(0x0c, 1, 0x20),
    ],
    expect: (d) => [
      reply(1, -3, 0x20),
      reply(3, -3, 0x40aa),
      configWrites([], 1),
      configWrites([], 3),
      configWrites([[0x0c, d.byte(0x0c), 0x20]], 4),
    ],
  },
  {
    id: 'CONF-26/2',
    title: 'without permissive mode the error is returned, and no write counts as dropped',
    on: 'one',
    needs: plain,
    steps: () => [fault('configRead'), write(0x0e, 2, 0x40aa), write(0x0e, 1, 0xaa)],
    expect: () => [reply(1, -3, 0x40aa), logCount(0, 1), configWrites([]), logCount(1, 2)],
  },
);
