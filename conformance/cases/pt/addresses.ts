import { op } from '../../../src/conformance/actions.ts';
import type { CaseSetup } from '../../../src/conformance/case.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { errs, nodes, reply, states } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { apartFrom, connect, finds, look, only, probe } from '../vpci/steps.ts';

const passthrough = { topology: 'passthrough' } as const satisfies CaseSetup;
/** `vdev-N` of a device at its host address: the function has two digits. */
const vdev = (d: DeviceFacts): string => d.address.replace(/\.(\d)$/, '.0$1');
const at = (
  d: DeviceFacts,
  devfn = d.description.devfn,
  bus = d.description.bus,
  domain = d.description.domain,
) => probe(devfn, domain, bus);
const VALUE = 0xabcd;

/** Devices at their host addresses (PT-01, 04). */
export const addresses: readonly Case[] = cases(
  {
    id: 'PT-01/1',
    title: 'a device appears where the host has it',
    on: 'each',
    setup: { ...passthrough, start: 'bound' },
    steps: (d) => [...connect(), at(d)],
    expect: (d) => [nodes('vdev-0', [vdev(d)]), states([2, 3, 4]), errs([0], 2)],
  },
  {
    id: 'PT-01/2',
    title: 'devices of different buses and slots all keep their addresses',
    on: 'one',
    needs: apartFrom('ich9-usb#00:1d.7', 'nvme-sriov#02:00.3', 'nvme-sriov#02:00.0', 'multifunction#0c:05.2'),
    setup: { ...passthrough, ...only('ich9-usb#00:1d.7', 'nvme-sriov#02:00.3', 'multifunction#0c:05.2') },
    steps: () => [
      look('vdev-0'),
      look('vdev-1'),
      look('vdev-2'),
      probe(0x1d * 8 + 7, 0, 0),
      probe(3, 0, 2),
      probe(0x05 * 8 + 2, 0, 0x0c),
    ],
    expect: () => [...finds(0, '0000:00:1d.07', '0000:02:00.03', '0000:0c:05.02'), errs([0, 0, 0])],
  },
  {
    id: 'PT-04/1',
    title: 'every bit of devfn, bus and domain counts',
    on: 'each',
    setup: passthrough,
    steps: (d) => {
      const { devfn, bus, domain } = d.description;
      const flips = Array.from({ length: 32 }, (_, bit) => 2 ** bit);
      const flip = (value: number, bit: number): number => (value ^ bit) >>> 0;
      return [
        ...flips.map((bit) => at(d, flip(devfn, bit))),
        ...flips.map((bit) => at(d, devfn, flip(bus, bit))),
        ...flips.map((bit) => at(d, devfn, bus, flip(domain, bit))),
        at(d),
      ];
    },
    expect: () => [errs([...Array(96).fill(-1), 0])],
  },
  {
    id: 'PT-04/2',
    title: 'the virtual address of the other topology finds nothing, and the value is echoed',
    on: 'one',
    needs: need.that((d) => d.description.bus !== 0, 'is on bus 0'),
    setup: passthrough,
    steps: () => [
      op(0, { device: -1, devfn: 0, value: VALUE }),
      op(99, { device: -1, devfn: 0, value: VALUE }),
    ],
    expect: () => [reply(0, -1, VALUE), reply(1, -1, VALUE)],
  },
);
