import { read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { connection, count, device, logCount, replies } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { says } from '../aer/steps.ts';
import { binds, boundDevices, show, shown, store, unbind, unbinds } from '../sys/files.ts';
import { asked, besideRtl, destroy, driverBind, load, mentions, plain, unloads } from './steps.ts';

/* STUB-29, STUB-30, STUB-33: unloading, unbind while in use, virtual functions. */

const bound = { start: 'bound' } as const;

const close = { do: 'frontend', step: 'close' } as const;

const withdrawn = ({ msix }: { msix: number }): string[] => (msix === 0 ? [] : ['withdraw MSI-X']);

const sriov = (name: string) => need.that((d) => d.name === name, `is not ${name}`);

const PF = 'nvme-sriov#02:00.0';

const VF = 'nvme-sriov#02:00.1';

const OTHER_VF = 'nvme-sriov#02:00.2';

export const unbindCases = cases(
  {
    id: 'STUB-29/1',
    title: 'with a guest connected the driver cannot be unloaded',
    on: 'one',
    needs: plain,
    steps: () => [{ do: 'unload' }, read(0), show('slots')],
    expect: (d) => [
      unloads([-11], 0),
      replies([[0, d.dword(0)]], 1),
      shown([`${d.address}\n`]),
      device({ inUse: true }),
      connection({ backendState: 4, mapped: true, bound: true }),
    ],
  },
  {
    id: 'STUB-29/2',
    title: 'nor while a disconnected guest keeps its backend',
    on: 'one',
    needs: plain,
    steps: () => [close, { do: 'unload' }],
    expect: () => [unloads([-11]), device({ inUse: true })],
  },
  {
    id: 'STUB-29/3',
    title: 'afterwards it can, and devices end without a driver, released',
    on: 'each',
    needs: need.all(plain, need.physical),
    steps: () => [destroy(), { do: 'unload' }, show('slots'), driverBind(), { do: 'unload' }],
    expect: (d) => [
      unloads([0], 1),
      asked(['reset', 'restore', ...withdrawn(d)], 1),
      shown([-2]),
      binds([-2]),
      unloads([-2], 4),
      boundDevices(0),
      device(null),
    ],
  },
  {
    id: 'STUB-29/4',
    title: 'and it can be loaded again',
    on: 'one',
    needs: plain,
    steps: () => [destroy(), { do: 'unload' }, load('({0})'), show('slots'), show('irq_handlers')],
    expect: ({ address }) => [shown([`${address}\n`, `${address}:off:not acking:0\n`]), boundDevices(1)],
  },
  {
    id: 'STUB-30/1',
    title:
      'unbind while in use: four lines with device and owner, no key changes, later requests meet no device',
    on: 'each',
    needs: plain,
    steps: () => [unbind(), read(0, 4, { value: 0x55 })],
    expect: (d) => [
      mentions([d.address, 'domain 1'], 4, 0),
      says(4, 0),
      count('XenstoreWrite', 0),
      replies([[-1, 0x55]], 1),
      connection({ backendState: 4, mapped: true, bound: true }),
      device(null),
      boundDevices(0),
    ],
  },
  {
    id: 'STUB-30/2',
    title: 'it is returned first and then released',
    on: 'each',
    needs: plain,
    steps: () => [write(4, 2, 0), unbind()],
    expect: (d) => [
      asked(['reset', 'restore', 'no owner', 'reset', 'restore', ...withdrawn(d)], 1),
      unbinds([0], 1),
    ],
  },
  {
    id: 'STUB-30/3',
    title: 'unbind of a device that nobody has: no line',
    on: 'each',
    setup: bound,
    steps: () => [unbind()],
    expect: () => [logCount(0), unbinds([0]), boundDevices(0)],
  },
  {
    id: 'STUB-30/4',
    title: 'the quirk record goes too',
    on: 'one',
    needs: plain,
    steps: () => [store('quirks', '{device}-E0:2:FF'), unbind(), show('quirks')],
    expect: () => [shown([''])],
  },
  {
    id: 'STUB-30/5',
    title: 'the other devices of the guest stay with it',
    on: 'one',
    needs: besideRtl,
    setup: { others: [{ name: 'rtl8139', guest: 0 }] },
    steps: () => [unbind(), read(0), read(0, 4, { device: 1 })],
    expect: () => [
      replies([[-1, 0]], 1),
      replies([[0, 0x813910ec]], 2),
      device({ inUse: true, owner: 1 }, 1),
      boundDevices(1),
    ],
  },
  {
    id: 'STUB-33/1',
    title:
      'when the driver of a physical function goes, its virtual functions are unbound unless a guest has them',
    on: 'one',
    needs: sriov(VF),
    setup: {
      device: { guest: null },
      others: [
        { name: PF, hostDriver: true },
        { name: OTHER_VF, guest: 0 },
      ],
    },
    steps: () => [{ do: 'driverUnbind', device: 1 }],
    expect: () => [device(null), device({ inUse: true, owner: 1 }, 2), boundDevices(1), logCount(0)],
  },
  {
    id: 'STUB-33/2',
    title: 'also when that driver is pciback itself',
    on: 'one',
    needs: sriov(VF),
    setup: { start: 'bound', others: [{ name: PF }, { name: OTHER_VF }] },
    steps: () => [unbind(1)],
    expect: () => [device(null), device(null, 1), device(null, 2), boundDevices(0)],
  },
  {
    id: 'STUB-33/3',
    title: 'an unbind of one virtual function leaves the others',
    on: 'one',
    needs: sriov(VF),
    setup: { start: 'bound', others: [{ name: OTHER_VF }] },
    steps: () => [unbind()],
    expect: () => [device(null), device({ inUse: false }, 1), boundDevices(1)],
  },
  {
    id: 'STUB-33/4',
    title: 'an unbind of a function that is not theirs leaves them',
    on: 'one',
    needs: sriov(VF),
    setup: {
      start: 'bound',
      others: [
        { name: 'sriov#0e:00.0', hostDriver: true },
        { name: 'rtl8139', hostDriver: true },
      ],
    },
    steps: () => [
      { do: 'driverUnbind', device: 1 },
      { do: 'driverUnbind', device: 2 },
    ],
    expect: () => [unbinds([0, 0]), device({ inUse: false }), boundDevices(1)],
  },
  {
    id: 'STUB-33/5',
    title: 'all of them are unbound, not every second one',
    on: 'one',
    needs: sriov(VF),
    setup: { start: 'bound', others: [{ name: PF, hostDriver: true }, { name: OTHER_VF }] },
    steps: () => [{ do: 'driverUnbind', device: 1 }],
    expect: () => [device(null), device(null, 2), boundDevices(0)],
  },
);
