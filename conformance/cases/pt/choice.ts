import { read } from '../../../src/conformance/actions.ts';
import type { CaseSetup } from '../../../src/conformance/case.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { count, device, errs, nodes, states } from '../../../src/conformance/expect.ts';
import {
  apartFrom,
  connect,
  finds,
  found,
  look,
  noMemoryLost,
  only,
  plug,
  probe,
  settled,
  unplug,
} from '../vpci/steps.ts';

const passthrough = { topology: 'passthrough' } as const satisfies CaseSetup;
/** `vdev-N` of a device at its host address: the function has two digits. */
const vdev = (d: DeviceFacts): string => d.address.replace(/\.(\d)$/, '.0$1');

/** Which topology is in force, and addresses to unplug (PT-07, 08). */
export const choice: readonly Case[] = cases(
  {
    id: 'PT-07/1',
    title: 'the topology is the same for every connection of a loaded driver',
    on: 'one',
    needs: apartFrom('pcnet', 'rtl8139'),
    setup: {
      ...passthrough,
      guests: 2,
      device: { guest: null },
      others: [
        { name: 'pcnet', guest: 0 },
        { name: 'rtl8139', guest: 1 },
      ],
    },
    steps: () => [
      look('vdev-0'),
      { ...look('vdev-0'), guest: 1 },
      { do: 'moduleParameter', name: 'passthrough', value: 'N' },
      { do: 'toolstack', guest: 1, step: 'destroy' },
      { do: 'toolstack', guest: 1, step: 'create', device: 2 },
    ],
    expect: () => [
      ...finds(0, '0000:0c:03.00', '0000:0c:02.00'),
      nodes('vdev-0', ['0000:0c:02.00'], 4),
      count('AttributeStore', 1, { c: -13 }, 2),
    ],
  },
  {
    id: 'PT-07/2',
    title: 'it is the one the driver was loaded with',
    on: 'one',
    setup: { start: 'unloaded' },
    steps: () => [
      { do: 'load', hide: '({0})', passthrough: true },
      ...connect(),
      { do: 'toolstack', step: 'destroy' },
      { do: 'unload' },
      { do: 'load', hide: '({0})' },
      ...connect(),
    ],
    expect: (d) => [
      nodes('vdev-0', [vdev(d)], 1),
      count('DriverUnload', 1, { a: 0 }, 4),
      count('DriverLoad', 1, { a: 0 }, 5),
      nodes('vdev-0', [`0000:00:00.0${d.description.devfn & 7}`], 6),
    ],
  },
  {
    id: 'PT-08/1',
    title: 'a device is unplugged by its host address',
    on: 'one',
    needs: apartFrom('pcnet', 'rtl8139'),
    setup: { ...passthrough, ...only('pcnet', 'rtl8139') },
    steps: () => [...unplug(2), probe(0x10, 0, 0x0c), probe(0x18, 0, 0x0c), ...settled, look('vdev-1')],
    expect: () => [
      states([8], 1),
      errs([-1], 2),
      errs([0], 3),
      found(6, null),
      device({ inUse: false, owner: -1 }, 2),
      device({ inUse: true, owner: 1 }, 1),
    ],
  },
  {
    id: 'PT-08/2',
    title: 'an address of the other topology unplugs nothing',
    on: 'one',
    needs: apartFrom('pcnet', 'rtl8139'),
    setup: { ...passthrough, ...only('pcnet', 'rtl8139') },
    steps: () => [
      { do: 'backendNode', name: 'vdev-1', value: '0000:00:01.00' },
      ...unplug(2),
      read(0, 4, { device: 2 }),
    ],
    expect: () => [states([]), device({ inUse: true, owner: 1 }, 2), errs([0])],
    accept: {
      'skip-unknown-unplug': () => [states([8]), device({ inUse: true, owner: 1 }, 2), errs([0])],
    },
  },
  {
    id: 'PT-08/3',
    title: 'on the virtual bus a host address unplugs nothing',
    on: 'one',
    needs: apartFrom('pcnet', 'rtl8139'),
    setup: only('pcnet', 'rtl8139'),
    steps: () => [{ do: 'backendNode', name: 'vdev-1', value: '0000:0c:02.00' }, ...unplug(2)],
    expect: () => [states([]), device({ inUse: true, owner: 1 }, 2)],
    accept: {
      'skip-unknown-unplug': () => [states([8]), device({ inUse: true, owner: 1 }, 2)],
    },
  },
  {
    id: 'PT-08/4',
    title: 'the first device of the list goes like any other, and its memory with it',
    on: 'one',
    needs: apartFrom('edu'),
    setup: { ...passthrough, start: 'bound', others: [{ name: 'edu' }] },
    steps: (d) => [
      ...connect(),
      ...plug(1),
      { do: 'frontend', step: 'connected' },
      ...unplug(0),
      probe(d.description.devfn, 0, d.description.bus),
      probe(0x10),
      { do: 'toolstack', step: 'destroy' },
    ],
    expect: () => [
      states([8], 6),
      errs([-1], 7),
      errs([0], 8),
      device({ inUse: false, owner: -1 }, 0),
      device({ inUse: false, owner: -1 }, 1),
      noMemoryLost,
    ],
  },
);
