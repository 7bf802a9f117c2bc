import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, device, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  anyDevice,
  attach,
  before,
  boundCommand,
  configReads,
  during,
  fault,
  GUEST_BITS,
  permissive,
  plain,
  untouched,
} from '../conf/support.ts';

const endpoint = need.all(need.endpoint, need.physical);
const fresh = anyDevice(untouched);
const freshPermissive = anyDevice({ ...untouched, ...permissive });

export const commandPermissiveCases = cases(
  {
    id: 'HDR-17/1',
    title: 'permissive stores all guest bits beside the bits of hardware',
    on: 'each',
    needs: endpoint,
    setup: freshPermissive,
    steps: () => [...attach, hardware(0x04, 2, 0x0543), write(0x04, 2, 0xfaa8)],
    expect: () => [reply(3, 0, 0xfaa8), configWrites([[0x04, 0x0543, 0x07eb]], 3)],
  },
  {
    id: 'HDR-17/2',
    title: 'each of the four bits by itself',
    on: 'one',
    needs: plain,
    setup: { ...untouched, permissive: true },
    steps: () => [
      ...attach,
      ...[0x008, 0x020, 0x080, 0x200, 0x040].flatMap((bit) => [
        hardware(0x04, 2, 0x0100),
        write(0x04, 2, bit),
      ]),
    ],
    expect: () => [
      configWrites([
        [0x04, 0x100, 0x108],
        [0x04, 0x100, 0x120],
        [0x04, 0x100, 0x180],
        [0x04, 0x100, 0x300],
        [0x04, 0x100, 0x100],
      ]),
    ],
  },
  {
    id: 'HDR-17/3',
    title: 'and they are cleared again',
    on: 'one',
    needs: plain,
    setup: { ...untouched, permissive: true },
    steps: () => [...attach, hardware(0x04, 2, 0x03ab), write(0x04, 2, 0x0100)],
    expect: () => [configWrites([[0x04, 0x03ab, 0x0103]], 3)],
  },
  {
    id: 'HDR-17/4',
    title: 'where hardware has the whole value already nothing is stored; one bit off, and it is',
    on: 'one',
    needs: plain,
    setup: { ...untouched, permissive: true },
    steps: () => [
      ...attach,
      hardware(0x04, 2, 0x0108),
      write(0x04, 2, 0x0108),
      hardware(0x04, 2, 0x0208),
      write(0x04, 2, 0x0008),
      hardware(0x04, 2, 0x0008),
      write(0x04, 2, 0x0108),
    ],
    expect: () => [
      reply(3, 0, 0x0108),
      configWrites([], 3),
      configReads(
        [
          [0x04, 2],
          [0x04, 2],
        ],
        3,
      ),
      reply(5, 0, 0x0008),
      configWrites([[0x04, 0x0208, 0x0008]], 5),
      configWrites([[0x04, 0x0008, 0x0008]], 7),
    ],
  },
  {
    id: 'HDR-17/5',
    title: 'an error of its read is returned, after the cache took the value',
    on: 'one',
    needs: plain,
    setup: { ...untouched, permissive: true },
    steps: () => [
      ...attach,
      during(write(0x04, 2, 0x0108), before(0x04, 2, fault('configRead'))),
      read(0x04, 2),
    ],
    expect: (d) => [
      reply(2, -3, 0x0108),
      configWrites([]),
      reply(3, 0, 0x0100 | (boundCommand(d) & GUEST_BITS)),
    ],
  },
  {
    id: 'HDR-17/6',
    title: 'an error of its write is returned',
    on: 'one',
    needs: plain,
    setup: { ...untouched, permissive: true },
    steps: () => [...attach, fault('configWrite'), write(0x04, 2, 0x0108)],
    expect: (d) => [reply(3, -3, 0x0108), configWrites([]), device({ command: boundCommand(d) })],
  },
  {
    id: 'HDR-17/7',
    title: 'without permissive mode hardware is neither read again nor written',
    on: 'each',
    needs: need.endpoint,
    setup: fresh,
    steps: () => [...attach, write(0x04, 2, 0x03a8), read(0x04, 2)],
    expect: (d) => [
      reply(2, 0, 0x03a8),
      configReads([[0x04, 2]], 2),
      configWrites([], 2),
      reply(3, 0, 0x0100 | (boundCommand(d) & GUEST_BITS)),
    ],
  },
);
