import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  anyDevice,
  attach,
  before,
  boundCommand,
  configReads,
  during,
  fault,
  firstCommand,
  GUEST_BITS,
  plain,
  untouched,
} from '../conf/support.ts';

/** Values written one after the other, none of them with decode, MASTER, INVALIDATE. */
const echoes = [0x0040, 0x0100, 0x0400, 0x0540, 0xf800, 0xfd40, 0x0000] as const;

export const commandViewCases = cases(
  {
    id: 'HDR-10/1',
    title: 'the cache begins as the register was when the device was bound',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(untouched),
    steps: () => [hardware(0x04, 2, 0), ...attach, read(0x04, 2)],
    expect: (d) => [reply(3, 0, d.word(4) & ~GUEST_BITS)],
  },
  {
    id: 'HDR-10/2',
    title: 'of a bridge likewise',
    on: 'each',
    needs: need.bridge,
    setup: anyDevice(untouched),
    steps: () => [hardware(0x04, 2, 0), ...attach, read(0x04, 2)],
    expect: (d) => [reply(3, 0, d.word(4) & ~GUEST_BITS)],
  },
  {
    id: 'HDR-11/1',
    title: 'guest bits are read from hardware, all others from the cache',
    on: 'each',
    setup: anyDevice(untouched),
    steps: () => [
      ...attach,
      hardware(0x04, 2, 0xffff),
      read(0x04, 2),
      hardware(0x04, 2, 0x0000),
      read(0x04, 2),
    ],
    expect: (d) => [
      reply(3, 0, (d.word(4) & ~GUEST_BITS) | GUEST_BITS),
      reply(5, 0, d.word(4) & ~GUEST_BITS),
      configReads(
        [
          [0x04, 2],
          [0x04, 2],
        ],
        3,
      ),
      configWrites([], 3),
    ],
  },
  {
    id: 'HDR-11/2',
    title: 'each guest bit by itself comes from hardware',
    on: 'one',
    needs: plain,
    steps: () =>
      [0x004, 0x008, 0x010, 0x020, 0x080, 0x200].flatMap((bit) => [hardware(0x04, 2, bit), read(0x04, 2)]),
    expect: (d) => [
      replies([0x004, 0x008, 0x010, 0x020, 0x080, 0x200].map((bit) => [0, bit | (d.word(4) & ~GUEST_BITS)])),
    ],
  },
  {
    id: 'HDR-11/3',
    title: 'the other bits echo the last write, reserved ones included',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(untouched),
    steps: () => [...attach, ...echoes.flatMap((value) => [write(0x04, 2, value), read(0x04, 2)])],
    expect: () => [
      replies(echoes.flatMap((value) => [[0, value] as const, [0, value] as const])),
      configWrites([], 4),
    ],
  },
  {
    id: 'HDR-11/4',
    title: 'an error of its hardware read is returned',
    on: 'one',
    needs: plain,
    steps: () => [
      fault('configRead', 2),
      read(0x04, 2),
      during(read(0x04, 2), before(0x04, 2, fault('configRead'))),
      write(0x04, 2, 0),
    ],
    expect: (d) => [reply(1, -3, 0xffff), reply(2, -3, boundCommand(d)), reply(3, 0, 0)],
  },
  {
    id: 'HDR-11/5',
    title: 'a failed real read alone does not show: the field reads well',
    on: 'one',
    needs: plain,
    steps: () => [fault('configRead'), read(0x04, 2)],
    expect: (d) => [reply(1, 0, firstCommand(d))],
  },
  {
    id: 'HDR-21/1',
    title: 'decode bits read as written, whatever the device has',
    on: 'each',
    setup: anyDevice(),
    needs: need.endpoint,
    steps: () => [1, 2, 3, 0].flatMap((value) => [write(0x04, 2, value), read(0x04, 2)]),
    expect: () => [replies([1, 2, 3, 0].flatMap((value) => [[0, value] as const, [0, value] as const]))],
  },
);
