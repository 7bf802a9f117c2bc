import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, count, logCount, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { anyDevice, barValue, permissive, plain } from './support.ts';

const vanish: Action = { do: 'vanish' };
/** Registers of an endpoint without a field, and what the hardware is made to hold. */
const raw = [
  [0x08, 4],
  [0x0e, 1],
  [0x28, 4],
  [0x2c, 4],
  [0x34, 4],
  [0x38, 4],
  [0x3e, 2],
] as const;
const PATTERN = 0xa5c3966f;
const part = (size: number): number => (size === 4 ? PATTERN : PATTERN & (size === 2 ? 0xffff : 0xff));

export const goneCases = cases(
  {
    id: 'CONF-35/1',
    title: 'of a vanished device only what needs no hardware can be read',
    on: 'each',
    needs: need.physical,
    setup: anyDevice(),
    steps: () => [
      vanish,
      read(0x00, 4),
      read(0x10, 4),
      read(0x04, 2),
      read(0x08, 4),
      read(0x08, 1),
      read(0x0a, 2),
    ],
    expect: (d) => [
      reply(1, 0, d.dword(0)),
      reply(2, 0, barValue(d, 0)),
      reply(3, -1, 0xffff),
      reply(4, -1, 0xffffffff),
      reply(5, -1, 0xff),
      reply(6, -1, 0xffff),
    ],
  },
  {
    id: 'CONF-35/2',
    title: 'writes to it fail and echo, those that are dropped succeed',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => [vanish, write(0x04, 2, 0x0007), write(0x0c, 1, 0x20), write(0x28, 4, 0x55)],
    expect: () => [
      reply(1, -1, 0x0007),
      reply(2, -1, 0x20),
      reply(3, 0, 0x55),
      configWrites([]),
      count('HostEnter', 0),
    ],
  },
  {
    id: 'CONF-35/3',
    title: 'a raw write to it fails with -1',
    on: 'one',
    needs: plain,
    setup: permissive,
    steps: () => [vanish, write(0x28, 4, 0x55), write(0x28, 1, 0x55)],
    expect: () => [reply(1, -1, 0x55), reply(2, -1, 0x55), configWrites([]), logCount(0, 1)],
  },
  {
    id: 'CONF-37/1',
    title: 'registers of an endpoint without a field read what the hardware holds now',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(),
    steps: () => [
      ...raw.map(([offset, size]) => hardware(offset, size, part(size))),
      hardware(0x06, 2, 0x06b0),
      ...raw.map(([offset, size]) => read(offset, size)),
      read(0x06, 2),
      read(0x09, 1),
      read(0x35, 1),
      read(0x3b, 1),
      read(0x3f, 1),
    ],
    expect: () => [
      ...raw.map(([, size], i) => reply(raw.length + 1 + i, 0, part(size))),
      reply(2 * raw.length + 1, 0, 0x06b0),
      reply(2 * raw.length + 2, 0, 0x96),
      reply(2 * raw.length + 3, 0, 0x96),
      reply(2 * raw.length + 4, 0, 0xa5),
      reply(2 * raw.length + 5, 0, 0x96),
    ],
  },
  {
    id: 'CONF-37/2',
    title: 'they read as in the dump while nobody changes them',
    on: 'each',
    setup: anyDevice(),
    needs: need.endpoint,
    steps: () => [read(0x06, 2), ...raw.map(([offset, size]) => read(offset, size))],
    expect: (d) => [
      reply(0, 0, d.word(0x06)),
      ...raw.map(([offset, size], i) =>
        reply(i + 1, 0, size === 4 ? d.dword(offset) : size === 2 ? d.word(offset) : d.byte(offset)),
      ),
    ],
  },
  {
    id: 'CONF-39/1',
    title: 'a dword at 0x3C of a vanished device has the cached line in its lowest byte and fails',
    on: 'each',
    setup: anyDevice(),
    steps: () => [vanish, read(0x3c, 4), read(0x3c, 2), read(0x3c, 1)],
    expect: (d) => [
      reply(1, -1, (0xffffff00 | d.line) >>> 0),
      reply(2, -1, 0xff00 | d.line),
      reply(3, 0, d.line),
    ],
  },
  {
    id: 'CONF-39/2',
    title: 'so has a dword at 0x0C: nothing of it could be merged',
    on: 'one',
    needs: plain,
    steps: () => [vanish, read(0x0c, 4), read(0x04, 4)],
    expect: () => [reply(1, -1, 0xffffffff), reply(2, -1, 0xffffffff)],
  },
);
