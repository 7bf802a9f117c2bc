import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  connection,
  count,
  device,
  logCount,
  observed,
  replies,
  states,
  warnCount,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { answer, call, says } from '../aer/steps.ts';
import { bind, binds, boundDevices, show, shown, store, unbind, unbinds } from '../sys/files.ts';
import {
  asked,
  besideRtl,
  destroy,
  driverBind,
  fault,
  firmwareMaster,
  held,
  load,
  mentions,
  moreLines,
  plain,
  settle,
  twoGuests,
  unloads,
  unplug,
} from './steps.ts';

/* STUB-23, STUB-24, STUB-28 to STUB-31, STUB-33: unbind, final release, unloading, and what holds a return up. */

const idle = { start: 'idle' } as const;
const bound = { start: 'bound' } as const;
const close = { do: 'frontend', step: 'close' } as const;
const withdrawn = ({ msix }: { msix: number }): string[] => (msix === 0 ? [] : ['withdraw MSI-X']);
const run = (task: 'aer' | 'sysfs' | 'xenwatch') => ({ do: 'run', task, steps: 64 }) as const;
/** MASTER as the last write to COMMAND in an action leaves it. */
const lastMaster = (expected: number, action: number) =>
  observed(
    `MASTER in the last write to COMMAND of action ${action}`,
    ['host-effects'],
    (seen) =>
      (seen
        .configWrites(action)
        .filter(([at]) => at === 4)
        .at(-1)?.[2] ?? 0) & 4,
    expected,
  );

const sriov = (name: string) => need.that((d) => d.name === name, `is not ${name}`);
const PF = 'nvme-sriov#02:00.0';
const VF = 'nvme-sriov#02:00.1';
const OTHER_VF = 'nvme-sriov#02:00.2';

export const releaseCases = cases(
  {
    id: 'STUB-23/1',
    title: 'a detach that comes after the unbind it raced with: one kernel warning, nothing else',
    on: 'one',
    needs: plain,
    steps: () => [
      call('detected'),
      // The detach has taken the device off the bus and waits for its lock, which the callback holds.
      ...held(...unplug(), run('xenwatch')),
      ...held(unbind()),
      ...held(answer(5), run('aer')),
      ...held(run('sysfs')),
      settle,
    ],
    expect: () => [unbinds([0]), warnCount(1), asked([], 8), device(null), boundDevices(0)],
    accept: { 'one-return-per-device': () => [unbinds([0]), warnCount(0), device(null), boundDevices(0)] },
  },
  {
    id: 'STUB-24/1',
    title: 'while a guest is waited for, the device of another is not returned: detach',
    on: 'one',
    needs: besideRtl,
    setup: twoGuests,
    steps: () => [call('detected', { device: 1 }), ...unplug(), answer(5, 1)],
    expect: () => [
      asked(['no owner'], 2),
      states([], 2),
      aerVerdicts([[0, 5]], 3),
      observed('asked for a reset', ['host-effects'], (seen) => seen.count('HostEnter', { b: 15 }, 3), 1),
      states([8], 3),
      device({ inUse: false }),
    ],
    accept: {
      'aer-wait-per-device': () => [
        observed('asked for a reset', ['host-effects'], (seen) => seen.count('HostEnter', { b: 15 }, 2), 1),
        states([8], 2),
        aerVerdicts([[0, 5]], 3),
        device({ inUse: false }),
      ],
    },
  },
  {
    id: 'STUB-24/2',
    title: 'nor when the connection goes; after 300 seconds it is',
    on: 'one',
    needs: besideRtl,
    setup: twoGuests,
    steps: () => [
      call('detected', { device: 1 }),
      destroy(),
      { do: 'advance', jiffies: 74_000 },
      { do: 'advance', jiffies: 1_100 },
    ],
    expect: () => [
      asked([], 1),
      asked([], 2),
      device({ inUse: false, owner: -1 }),
      count('HostEnter', 1, { b: 15 }, 3),
    ],
    accept: {
      'aer-wait-per-device': () => [count('HostEnter', 1, { b: 15 }, 1), device({ inUse: false, owner: -1 })],
    },
  },
  {
    id: 'STUB-24/3',
    title: 'nor by an unbind',
    on: 'one',
    needs: besideRtl,
    setup: twoGuests,
    steps: () => [call('detected', { device: 1 }), unbind(), answer(5, 1)],
    expect: () => [unbinds([], 1), unbinds([0], 2), device(null)],
    accept: { 'aer-wait-per-device': () => [unbinds([0], 1), device(null)] },
  },
  {
    id: 'STUB-24/4',
    title: 'a bind needs no such lock',
    on: 'one',
    needs: besideRtl,
    setup: { others: [{ name: 'rtl8139', hostDriver: true }] },
    steps: () => [call('detected'), { do: 'driverUnbind', device: 1 }, bind(1), answer(5)],
    expect: () => [binds([0], 2), device({ inUse: false }, 1)],
  },
  {
    id: 'STUB-28/1',
    title: 'released, a device has the MASTER bit of its firmware',
    on: 'each',
    needs: need.all(need.endpoint, need.physical, firmwareMaster),
    setup: bound,
    steps: () => [unbind()],
    expect: () => [lastMaster(4, 0), device(null)],
    accept: { 'clear-master-at-return': () => [lastMaster(0, 0), device(null)] },
  },
  {
    id: 'STUB-28/2',
    title: 'a device whose firmware had not set it is released without a write that sets it',
    on: 'each',
    needs: need.all(
      plain,
      need.that((d) => (d.word(4) & 4) === 0, 'had MASTER from its firmware'),
    ),
    steps: () => [write(4, 2, 7), unbind()],
    expect: () => [lastMaster(0, 1)],
  },
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
    id: 'STUB-31/1',
    title: 'final release: reset, restored, MSI-X withdrawn, in this order',
    on: 'each',
    needs: need.endpoint,
    setup: bound,
    steps: () => [unbind()],
    expect: (d) => [
      asked(['reset', 'restore', ...withdrawn(d)], 0),
      count('FunctionReset', d.canReset ? 1 : 0, {}, 0),
      logCount(0),
    ],
  },
  {
    id: 'STUB-31/2',
    title: 'an owner that is still registered goes first',
    on: 'each',
    needs: need.endpoint,
    setup: bound,
    steps: () => [{ do: 'deviceOwner', domid: 7 }, unbind()],
    expect: (d) => [asked(['no owner', 'reset', 'restore', ...withdrawn(d)], 1), logCount(0)],
  },
  ...(
    [
      ['EPERM', 1],
      ['ENOSYS', 0],
      ['ok', 0],
    ] as const
  ).map(
    ([answers, lines], i): Case => ({
      id: `STUB-31/${i + 3}`,
      title: `the hypervisor’s ${answers} when MSI-X is withdrawn: ${lines} lines`,
      on: 'each',
      needs: need.all(need.endpoint, need.msix),
      setup: bound,
      steps: () => [{ do: 'physdev', answer: answers }, unbind()],
      expect: () => [
        says(lines, 1),
        count('PhysdevMsix', 1, { b: 1 }, 1),
        count('PhysdevMsix', 0, { b: 0 }),
        boundDevices(0),
      ],
    }),
  ),
  {
    id: 'STUB-31/6',
    title: 'of a device without MSI-X nothing is withdrawn',
    on: 'each',
    needs: need.all(need.endpoint, need.noMsix),
    setup: bound,
    steps: () => [{ do: 'physdev', answer: 'EPERM' }, unbind()],
    expect: () => [count('PhysdevMsix', 0), logCount(0)],
  },
  {
    id: 'STUB-31/7',
    title: 'a state that cannot be loaded is not restored; the rest takes place',
    on: 'each',
    needs: need.endpoint,
    setup: bound,
    steps: () => [fault('loadState'), unbind(), driverBind()],
    expect: (d) => [asked(['reset', ...withdrawn(d)], 1), says(1, 1), binds([0])],
  },
  {
    id: 'STUB-31/8',
    title: 'a reset that fails is ignored',
    on: 'each',
    needs: need.all(need.endpoint, need.reset),
    setup: bound,
    steps: () => [fault('reset'), unbind()],
    expect: (d) => [asked(['reset', 'restore', ...withdrawn(d)], 1), logCount(0), count('FunctionReset', 0)],
  },
  {
    id: 'STUB-31/9',
    title: 'what a guest wrote is undone for whoever comes next',
    on: 'each',
    needs: need.all(plain, need.physical),
    steps: () => [write(0x0c, 1, 0x55), unbind(), bind()],
    expect: (d) => [
      observed(
        'cache line size at the end',
        ['inspection'],
        (seen) => seen.device()?.config[0x0c],
        d.byte(0x0c),
      ),
    ],
  },
  {
    id: 'STUB-31/10',
    title: 'bound and unbound, a device can be bound again as if nothing had been',
    on: 'each',
    needs: need.endpoint,
    setup: idle,
    steps: () => [bind(), unbind(), bind()],
    expect: () => [
      binds([0, 0]),
      moreLines(0, 2, 0),
      device({ enableCount: 0, isBusmaster: false, owner: -1, inUse: false }),
    ],
  },
  {
    id: 'STUB-31/11',
    title:
      'device reset comes last: memory-write-invalidate of a bridge is turned off, though the state kept has it',
    on: 'each',
    needs: need.all(
      need.bridge,
      need.that((d) => !d.canReset, 'has a reset method'),
    ),
    setup: idle,
    steps: (d) => [hardware(4, 2, d.word(4) | 0x10), bind(), unbind()],
    expect: () => [
      observed(
        'whether a write to COMMAND in action 2 has INVALIDATE clear',
        ['host-effects'],
        (seen) => seen.configWrites(2).some(([at, , value]) => at === 4 && (value & 0x10) === 0),
        true,
      ),
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
);
