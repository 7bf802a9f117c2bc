import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, logCount } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  bind,
  binds,
  boundDevices,
  listed,
  loads,
  show,
  shown,
  store,
  unbind,
  written,
} from '../sys/files.ts';
import { besideRtl, driverBind, fault, load, mentions, moreLines, settle } from './steps.ts';

/* STUB-04 to STUB-08, STUB-32: which devices the stub takes. */

const off = { start: 'unloaded' } as const;

const two = { start: 'unloaded', others: [{ name: 'rtl8139' }] } as const;

export const matchingCases = cases(
  {
    id: 'STUB-04/1',
    title: 'an address added again succeeds and stands in the list once, where it was',
    on: 'each',
    setup: { start: 'bound' },
    steps: () => [
      store('new_slot', '0000:ff:1f.7'),
      store('new_slot'),
      store('new_slot', '0:ff:1f.7'),
      show('slots'),
    ],
    expect: ({ address }) => [written([12, 12, 9]), shown([`${address}\n0000:ff:1f.7\n`])],
  },
  {
    id: 'STUB-04/2',
    title: 'addresses that differ in one part are two entries',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [
      ...['0:3:0.0', '1:3:0.0', '0:4:0.0', '0:3:1.0', '0:3:0.1'].map((one) => store('new_slot', one)),
      show('slots'),
    ],
    expect: () => [shown(['0000:03:00.0\n0001:03:00.0\n0000:04:00.0\n0000:03:01.0\n0000:03:00.1\n'])],
  },
  {
    id: 'STUB-04/3',
    title: 'a bind by driver_override of a device that is listed adds nothing',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [
      store('new_slot'),
      { do: 'driverOverride', driver: 'pciback' },
      driverBind(),
      show('slots'),
      store('new_slot', '0000:ff:1f.7'),
      unbind(),
      driverBind(),
      show('slots'),
    ],
    expect: ({ address }) => [binds([0, 0]), shown([`${address}\n`, `${address}\n0000:ff:1f.7\n`])],
  },
  {
    id: 'STUB-05/1',
    title: 'a device is taken for its own address',
    on: 'each',
    setup: off,
    steps: () => [load('({0})')],
    expect: () => [loads([0]), boundDevices(1), device({ inUse: false })],
  },
  ...(
    [
      ['pci-bridge#0d:01.0', 'pci-bridge#0c:06.0', 'the bridge above it'],
      ['pcie-switch#08:00.0', 'pcie-switch#07:00.0', 'the port above it'],
    ] as const
  ).map(
    ([name, bridge, what], i): Case => ({
      id: `STUB-05/${i + 2}`,
      title: `a device is taken for the address of ${what}`,
      on: 'one',
      needs: need.that((d) => d.name === name, 'is not behind a bridge of the shipped devices'),
      setup: { start: 'unloaded', others: [{ name: bridge }] },
      steps: () => [load('({1})'), show('slots')],
      expect: () => [
        boundDevices(2),
        device({ inUse: false }),
        device({ inUse: false }, 1),
        listed([1], '', 1),
      ],
    }),
  ),
  {
    id: 'STUB-05/4',
    title: 'a device is taken for the address of a bridge far above it',
    on: 'one',
    needs: need.that((d) => d.name === 'pcie-switch#08:00.0', 'is not behind three bridges'),
    setup: {
      start: 'unloaded',
      others: [
        { name: 'pcie-switch#07:00.0' },
        { name: 'pcie-switch#06:00.0' },
        { name: 'pcie-switch#00:1c.5' },
      ],
    },
    steps: () => [load('({3})')],
    expect: () => [boundDevices(4), device({ inUse: false })],
  },
  {
    id: 'STUB-05/5',
    title: 'a bridge is not taken for a device behind it',
    on: 'one',
    needs: need.that((d) => d.name === 'pci-bridge#0c:06.0', 'is not the bridge above the second device'),
    setup: { start: 'unloaded', others: [{ name: 'pci-bridge#0d:01.0' }] },
    steps: () => [load('({1})')],
    expect: () => [boundDevices(1), device(null), device({ inUse: false }, 1)],
  },
  {
    id: 'STUB-05/6',
    title: 'a device is taken for its driver_override',
    on: 'each',
    setup: { start: 'idle' },
    steps: () => [{ do: 'driverOverride', driver: 'pciback' }, driverBind()],
    expect: () => [binds([0]), device({ inUse: false })],
  },
  {
    id: 'STUB-05/7',
    title: 'otherwise it is not: -19',
    on: 'each',
    setup: { start: 'idle' },
    steps: () => [store('new_slot', '0000:ff:1f.7'), driverBind()],
    expect: () => [binds([-19]), device(null), count('HostEnter', 0), logCount(0)],
  },
  {
    id: 'STUB-05/9',
    title: 'an entry that differs in any one part does not fit it',
    on: 'one',
    needs: need.that(({ address }) => address === '0000:01:00.0', 'is at another address'),
    setup: { start: 'idle' },
    steps: () => [
      ...['1:1:0.0', '0:2:0.0', '0:1:1.0', '0:1:0.1'].flatMap((text) => [
        store('new_slot', text),
        driverBind(),
      ]),
      store('new_slot', '0:1:0.0'),
      driverBind(),
    ],
    expect: () => [binds([-19, -19, -19, -19, 0])],
  },
  {
    id: 'STUB-05/8',
    title: 'a driver_override for another driver keeps a listed device away',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [
      { do: 'driverOverride', driver: 'host' },
      bind(),
      { do: 'driverOverride', driver: 'none' },
      bind(),
    ],
    expect: () => [binds([-19, 0])],
  },
  {
    id: 'STUB-06/1',
    title: 'after a bind by driver_override the device is listed',
    on: 'each',
    setup: { start: 'idle' },
    steps: () => [{ do: 'driverOverride', driver: 'pciback' }, show('slots'), driverBind(), show('slots')],
    expect: ({ address }) => [shown(['', `${address}\n`])],
  },
  {
    id: 'STUB-06/2',
    title: 'a bind that fails lists nothing',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [{ do: 'driverOverride', driver: 'pciback' }, fault('enable'), driverBind(), show('slots')],
    expect: () => [binds([-22]), shown(['']), device(null)],
  },
  {
    id: 'STUB-06/3',
    title: 'afterwards the list alone is enough',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [
      { do: 'driverOverride', driver: 'pciback' },
      driverBind(),
      unbind(),
      { do: 'driverOverride', driver: 'none' },
      driverBind(),
    ],
    expect: () => [binds([0, 0])],
  },
  {
    id: 'STUB-07/1',
    title: 'at boot a device whose initialisation fails is dropped with a line, and the others go on',
    on: 'one',
    needs: besideRtl,
    setup: two,
    steps: () => [
      load('({0})({1})'),
      { do: 'unload' },
      fault('enable'),
      load('({0})({1})'),
      show('irq_handlers'),
    ],
    expect: () => [
      loads([0, 0]),
      moreLines(1, 3, 0),
      mentions(['0000:0c:02.0'], 1, 3),
      boundDevices(1),
      listed([0], ':off:not acking:0', 4),
      device({ inUse: false }),
      device(null, 1),
    ],
  },
  {
    id: 'STUB-07/2',
    title: 'when all fail the driver is loaded all the same',
    on: 'one',
    needs: besideRtl,
    setup: two,
    steps: () => [fault('enable', 2), load('({0})({1})'), show('slots'), show('irq_handlers')],
    expect: () => [loads([0]), boundDevices(0), listed([0, 1], '', 2), shown([''], 3)],
  },
  {
    id: 'STUB-07/3',
    title: 'afterwards a failure is the result of the bind',
    on: 'each',
    setup: { start: 'idle' },
    steps: () => [fault('enable'), bind(), driverBind()],
    expect: () => [binds([-22, 0]), boundDevices(1)],
  },
  {
    id: 'STUB-08/1',
    title: 'loading without hide binds nothing, whatever the devices are',
    on: 'each',
    setup: off,
    steps: () => [load(''), settle],
    expect: () => [loads([0]), boundDevices(0), count('HostEnter', 0)],
  },
  {
    id: 'STUB-32/1',
    title: 'the entry of the list outlives the binding',
    on: 'each',
    setup: { start: 'bound' },
    steps: () => [
      unbind(),
      show('slots'),
      driverBind(),
      unbind(),
      store('remove_slot'),
      show('slots'),
      driverBind(),
    ],
    expect: ({ address }) => [shown([`${address}\n`, '']), binds([0, -19]), device(null)],
  },
);
