import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection, errs, nodes, replies, states } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { connect, devfn, finds, firstError, look, only, plug, probe, settled, unplug } from './steps.ts';

const func = (d: { description: { devfn: number } }): number => d.description.devfn & 7;
/** Where the guest finds the devices of a set-up, in the order in which they were added. */
const placed = (
  id: Case['id'],
  title: string,
  names: readonly string[],
  addresses: readonly string[],
): Case => ({
  id,
  title,
  on: 'one',
  setup: only(...names),
  steps: () => addresses.map((_, index) => look(`vdev-${index}`)),
  expect: () => finds(0, ...addresses.map((address) => `0000:00:${address}`)),
});

/** Where devices go on the virtual bus (VPCI-01..05, 15; A.12). */
export const placement: readonly Case[] = cases(
  {
    id: 'VPCI-01/1',
    title: 'there are 32 slots, and each of 32 devices answers in its own',
    on: 'one',
    setup: { device: { copies: 32 } },
    steps: (d) => [look('vdev-31'), ...Array.from({ length: 32 }, (_, slot) => probe(devfn(slot, func(d))))],
    expect: (d) => [
      ...finds(0, `0000:00:1f.0${func(d)}`),
      errs(Array(32).fill(0)),
      replies(Array.from({ length: 32 }, () => [0, d.dword(0)])),
    ],
  },
  {
    id: 'VPCI-02/1',
    title: 'a device alone is in slot 0 and keeps its function number',
    on: 'each',
    setup: { start: 'bound' },
    steps: (d) => [
      ...connect(),
      probe(devfn(0, func(d))),
      probe(devfn(0, func(d) ^ 1)),
      probe(devfn(0, func(d) ^ 4)),
    ],
    expect: (d) => [
      nodes('vdev-0', [`0000:00:00.0${func(d)}`], 0),
      errs([0], 2),
      errs([-1], 3),
      errs([-1], 4),
    ],
    accept: {
      'refuse-bridges': () => [nodes('vdev-0', [], 0), states([2, 5], 0), firstError(22, 0)],
    },
  },
  placed('VPCI-02/2', 'a lone function 7 has no function 0 beside it', ['ich9-usb#00:1d.7'], ['00.07']),
  placed(
    'VPCI-03/1',
    'functions of one physical slot share a virtual one, in whatever order they come',
    ['ich9-usb#00:1d.2', 'ich9-usb#00:1d.0', 'ich9-usb#00:1d.7', 'ich9-usb#00:1d.1'],
    ['00.02', '00.00', '00.07', '00.01'],
  ),
  placed(
    'VPCI-03/2',
    'the same slot number on another bus is another slot',
    ['xhci', 'virtio-net', 'megasas'],
    ['00.00', '01.00', '02.00'],
  ),
  placed(
    'VPCI-03/3',
    'another slot of the same bus is another slot',
    ['rtl8139', 'pcnet', 'lsi53c895a'],
    ['00.00', '01.00', '02.00'],
  ),
  placed(
    'VPCI-03/4',
    'a device joins its group wherever that is, not the last one',
    ['edu', 'multifunction#0c:05.1', 'pcnet', 'multifunction#0c:05.0', 'rtl8139', 'multifunction#0c:05.2'],
    ['00.00', '01.01', '02.00', '01.00', '03.00', '01.02'],
  ),
  placed(
    'VPCI-04/1',
    'devices that join none take the lowest empty slots one after another',
    ['edu', 'pcnet', 'rtl8139', 'xhci', 'virtio-net', 'megasas', 'e1000e'],
    ['00.00', '01.00', '02.00', '03.00', '04.00', '05.00', '06.00'],
  ),
  placed(
    'VPCI-05/1',
    'a virtual function with function 0 joins nobody, though one of its slot is there',
    ['edu', 'sriov#0e:01.1', 'sriov#0e:01.0'],
    ['00.00', '01.01', '02.00'],
  ),
  placed(
    'VPCI-05/2',
    'and nobody joins it',
    ['edu', 'sriov#0e:01.0', 'sriov#0e:01.1'],
    ['00.00', '01.00', '02.01'],
  ),
  placed(
    'VPCI-05/3',
    'virtual functions with other numbers share a slot',
    ['edu', 'nvme-sriov#02:00.2', 'nvme-sriov#02:00.1', 'nvme-sriov#02:00.4'],
    ['00.00', '01.02', '01.01', '01.04'],
  ),
  placed(
    'VPCI-05/4',
    'also with their physical function, which is function 0 and no virtual function',
    ['nvme-sriov#02:00.1', 'nvme-sriov#02:00.0', 'nvme-sriov#02:00.2'],
    ['00.01', '00.00', '00.02'],
  ),
  {
    id: 'VPCI-05/5',
    title: 'the first device of a slot decides: when the lone function is gone the next one may be joined',
    on: 'one',
    setup: {
      device: { guest: null },
      others: [{ name: 'sriov#0e:01.0', guest: 0 }, { name: 'edu', guest: 0 }, { name: 'sriov#0e:01.1' }],
    },
    steps: () => [...unplug(1), ...settled, ...plug(3), look('vdev-1')],
    expect: () => finds(6, '0000:00:00.01'),
  },
  {
    id: 'VPCI-15/1',
    title: 'a slot that the toolstack asks for is not given',
    on: 'one',
    needs: need.endpoint,
    setup: { start: 'bound' },
    steps: (d) => [
      { do: 'toolstack', step: 'create', hold: true },
      { do: 'backendNode', name: 'vdevfn-0', value: '28', hold: true },
      { do: 'backendNode', name: 'dev-0', value: `${d.address}@5` },
      { do: 'frontend', step: 'publish' },
      probe(devfn(5, func(d))),
      probe(devfn(0, func(d))),
    ],
    expect: (d) => [
      nodes('vdev-0', [`0000:00:00.0${func(d)}`]),
      connection({ backendState: 4 }),
      errs([-1], 4),
      errs([0], 5),
    ],
  },
);
