import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, logCount, replies } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { control, optedIn, permissive } from './tools.ts';

const either = need.all(
  need.ordinary,
  need.that((d) => d.msi + d.msix !== 0, 'has neither MSI nor MSI-X'),
);

/** Registers behind the control words: message, mask and pending of MSI, pointers of MSI-X. */
const behind = (d: DeviceFacts): number[] => [
  ...(d.msi === 0
    ? []
    : Array.from({ length: (control(d, d.msi) & 0x180) === 0 ? 2 : 3 }, (_, i) => d.msi + 4 + 4 * i)),
  ...(d.msix === 0 ? [] : [d.msix + 4, d.msix + 8]),
];

/** Cases of CAP-17: registers behind the control words. */
export const behindControlCases: readonly Case[] = cases(
  {
    id: 'CAP-17/1',
    title: 'message registers and table pointers read as in hardware, and writes to them are dropped',
    on: 'each',
    needs: either,
    steps: (d) =>
      behind(d).flatMap((at) => [
        read(at, 4),
        hardware(at, 4, 0xa5a5a5a4),
        read(at, 4),
        write(at, 4, 0x5a5a5a58),
      ]),
    expect: (d) => [
      replies(
        behind(d).flatMap((at): [number, number][] => [
          [0, d.dword(at)],
          [0, 0xa5a5a5a4],
          [0, 0x5a5a5a58],
        ]),
      ),
      configWrites([]),
      logCount(1),
    ],
  },
  {
    id: 'CAP-17/2',
    title: 'allow_interrupt_control does not open them',
    on: 'each',
    needs: either,
    setup: optedIn,
    steps: (d) => behind(d).map((at) => write(at, 4, 0x5a5a5a58)),
    expect: (d) => [replies(behind(d).map(() => [0, 0x5a5a5a58])), configWrites([])],
  },
  {
    id: 'CAP-17/3',
    title: 'a permissive guest writes them raw',
    on: 'each',
    needs: either,
    setup: permissive,
    steps: (d) => behind(d).map((at) => write(at, 4, 0x5a5a5a58)),
    expect: (d) => [
      replies(behind(d).map(() => [0, 0x5a5a5a58])),
      configWrites(behind(d).map((at) => [at, d.dword(at), 0x5a5a5a58])),
    ],
  },
);
