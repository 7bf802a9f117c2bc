import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, logCount, replies } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { permissive } from './tools.ts';

const bases = (d: DeviceFacts): number[] => [d.pm, d.vpd, d.msi, d.msix].filter((base) => base !== 0);
const virtualised = need.all(
  need.ordinary,
  need.that((d) => bases(d).length > 0, 'has no capability with virtual fields'),
);

/** Cases of CAP-04: ID and pointer of a capability. */
export const listHeaderCases: readonly Case[] = cases(
  {
    id: 'CAP-04/1',
    title:
      'ID and pointer of each capability read as in hardware, and a write to them is swallowed in silence',
    on: 'each',
    needs: virtualised,
    steps: (d) => bases(d).flatMap((base) => [read(base, 2), write(base, 2, 0xffff), write(base + 1, 1, 0)]),
    expect: (d) => [
      replies(
        bases(d).flatMap((base): [number, number][] => [
          [0, d.word(base)],
          [0, 0xffff],
          [0, 0],
        ]),
      ),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'CAP-04/2',
    title: 'permissive does not open ID and pointer either',
    on: 'each',
    needs: virtualised,
    setup: permissive,
    steps: (d) => bases(d).map((base) => write(base, 2, 0xffff)),
    expect: (d) => [replies(bases(d).map(() => [0, 0xffff])), configWrites([]), logCount(0)],
  },
  {
    id: 'CAP-04/3',
    title: 'ID and pointer are read from hardware each time',
    on: 'each',
    needs: virtualised,
    steps: (d) => bases(d).flatMap((base) => [hardware(base, 2, 0x5aa5), read(base, 2)]),
    expect: (d) => [replies(bases(d).map(() => [0, 0x5aa5]))],
  },
);
