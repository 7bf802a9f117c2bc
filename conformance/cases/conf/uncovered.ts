import { read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { anyDevice, boundCommand, configReads, fault, permissive, plain } from './support.ts';

/** Writes that overlap a field and go beyond it. */
const overlapping = [write(0x04, 4, 0xffff0000), write(0x3c, 4, 0xffffffff), write(0x3c, 4, 0)];
/** The write of COMMAND that permissive mode adds to them. */
const commandStore = (now: number): [number, number, number][] => (now === 0 ? [] : [[0x04, now, now]]);
/** Registers of an endpoint without a field. */
const uncovered = [
  [0x06, 2, 0xf900],
  [0x08, 4, 0xffffffff],
  [0x0a, 2, 0x5555],
  [0x0e, 1, 0x7f],
  [0x28, 4, 0x12345678],
  [0x2c, 4, 0xdeadbeef],
  [0x34, 1, 0x44],
  [0x3e, 1, 0x66],
  [0x3e, 2, 0x7788],
] as const;
const writes = uncovered.map(([offset, size, value]) => write(offset, size, value));

export const uncoveredCases = cases(
  {
    id: 'CONF-19/1',
    title: 'bytes beside the fields of a request are dropped, without a warning',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => overlapping,
    expect: () => [replies(overlapping.map(({ value }) => [0, value])), configWrites([]), logCount(0)],
  },
  {
    id: 'CONF-19/2',
    title: 'permissive mode drops them too',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: anyDevice(permissive),
    steps: () => overlapping,
    expect: (d) => [
      replies(overlapping.map(({ value }) => [0, value])),
      configWrites(commandStore(boundCommand(d)), 0),
      configWrites([], 1),
      configWrites([], 2),
    ],
  },
  {
    id: 'CONF-19/3',
    title: 'a word at 0x0E never writes HEADER_TYPE, a byte in permissive mode does',
    on: 'one',
    needs: plain,
    setup: permissive,
    steps: () => [write(0x0e, 2, 0x4055), write(0x0e, 1, 0x55)],
    expect: (d) => [
      configWrites([[0x0f, d.byte(0x0f), 0x40]], 0),
      configWrites([[0x0e, d.byte(0x0e), 0x55]], 1),
    ],
  },
  {
    id: 'CONF-20/1',
    title: 'with the flag of the device, a write beside all fields goes to hardware in its width',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: anyDevice(permissive),
    steps: () => [write(0x2c, 4, 0xdeadbeef), write(0x2e, 2, 0x1234), write(0x3f, 1, 0x56)],
    expect: (d) => [
      replies([
        [0, 0xdeadbeef],
        [0, 0x1234],
        [0, 0x56],
      ]),
      configWrites([
        [0x2c, d.dword(0x2c), 0xdeadbeef],
        [0x2e, d.word(0x2e), 0x1234],
        [0x3f, d.byte(0x3f), 0x56],
      ]),
      configReads([]),
      logCount(0),
    ],
  },
  {
    id: 'CONF-20/2',
    title: 'with the module parameter likewise',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: anyDevice({ permissive: true }),
    steps: () => [write(0x28, 4, 0xdeadbeef)],
    expect: (d) => [reply(0, 0, 0xdeadbeef), configWrites([[0x28, d.dword(0x28), 0xdeadbeef]])],
  },
  {
    id: 'CONF-20/3',
    title: 'the value is cut to the width of the request',
    on: 'one',
    needs: plain,
    setup: permissive,
    steps: () => [write(0x3e, 1, 0x12345678), write(0x3e, 2, 0x12345678)],
    expect: (d) => [
      replies([
        [0, 0x12345678],
        [0, 0x12345678],
      ]),
      configWrites([
        [0x3e, d.byte(0x3e), 0x78],
        [0x3e, d.word(0x3e), 0x5678],
      ]),
    ],
  },
  {
    id: 'CONF-20/4',
    title: 'the status of the write is mapped',
    on: 'one',
    needs: plain,
    setup: permissive,
    steps: () => [fault('configWrite'), write(0x2c, 4, 1)],
    expect: () => [reply(1, -3, 1), configWrites([])],
  },
  {
    id: 'CONF-21/1',
    title: 'a write beside all fields succeeds and changes nothing',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => [...writes, read(0x2c, 4), read(0x06, 2)],
    expect: (d) => [
      ...uncovered.map(([, , value], action) => reply(action, 0, value)),
      configWrites([]),
      configReads([
        [0x2c, 4],
        [0x06, 2],
      ]),
      reply(uncovered.length, 0, d.dword(0x2c)),
      reply(uncovered.length + 1, 0, d.word(0x06)),
    ],
  },
);
