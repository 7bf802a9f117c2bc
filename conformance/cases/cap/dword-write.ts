import { XEN_PCI_OP_conf_write } from '../../../src/abi/pciif.ts';
import { op, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { control, msixEndpoint, optedIn, permissive, pmEndpoint } from './tools.ts';

const either = need.all(
  need.ordinary,
  need.that((d) => d.msi + d.msix !== 0, 'has neither MSI nor MSI-X'),
);
const bases = (d: DeviceFacts): number[] => [d.msi, d.msix].filter((base) => base !== 0);

/** Cases of CAP-28: a dword write at the base of a capability. */
export const dwordWriteCases: readonly Case[] = cases(
  {
    id: 'CAP-28/1',
    title: 'a dword write at the base gives the error of the control word',
    on: 'each',
    needs: either,
    steps: (d) =>
      bases(d).flatMap((base) => [
        write(base, 4, (((control(d, base) ^ 0x8001) << 16) | 0xffff) >>> 0),
        write(base, 4, ((control(d, base) << 16) | 0xffff) >>> 0),
      ]),
    expect: (d) => [
      replies(
        bases(d).flatMap((base): [number, number][] => [
          [-3, (((control(d, base) ^ 0x8001) << 16) | 0xffff) >>> 0],
          [0, ((control(d, base) << 16) | 0xffff) >>> 0],
        ]),
      ),
      configWrites([]),
      logCount(0),
    ],
  },
  {
    id: 'CAP-28/2',
    title: 'its upper half reaches the control word, its lower half nothing',
    on: 'each',
    needs: msixEndpoint,
    setup: optedIn,
    steps: (d) => [write(d.msix, 4, (((control(d, d.msix) | 0x4000) << 16) | 0xffff) >>> 0)],
    expect: (d) => [
      reply(0, 0, (((control(d, d.msix) | 0x4000) << 16) | 0xffff) >>> 0),
      configWrites([[d.msix + 2, control(d, d.msix), control(d, d.msix) | 0x4000]]),
    ],
  },
  {
    id: 'CAP-28/3',
    title: 'at the base of PM both halves are swallowed',
    on: 'each',
    needs: pmEndpoint,
    setup: permissive,
    steps: (d) => [
      op(XEN_PCI_OP_conf_write, { base: 'pm', offset: 0, size: 4, value: 0xffffffff }),
      read(d.pm, 2),
    ],
    expect: (d) => [reply(0, 0, 0xffffffff), configWrites([]), reply(1, 0, d.word(d.pm))],
  },
  {
    id: 'CAP-28/4',
    title: 'at the base of VPD the address decides',
    on: 'each',
    needs: need.all(need.ordinary, need.vpd),
    steps: (d) => [write(d.vpd, 4, 0x80000000), write(d.vpd, 4, 0x0004ffff)],
    expect: (d) => [
      reply(0, -3, 0x80000000),
      reply(1, 0, 0x0004ffff),
      configWrites([[d.vpd + 2, d.word(d.vpd + 2), 4]]),
    ],
  },
);
