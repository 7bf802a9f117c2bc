import { enableMsi, enableMsix, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import {
  count,
  device,
  lineCount,
  logCount,
  observed,
  registers,
  replies,
  reply,
  warnCount,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { says } from '../aer/steps.ts';
import { show, store, unbind } from '../sys/files.ts';
import { asked, destroy, fault, give, handOver, plain, twoGuests, unplug } from './steps.ts';

/* STUB-20: a device comes back from its guest. */

const decode = write(4, 2, 0x0003);

const cacheLine = (value: number): Action => write(0x0c, 1, value);

/** As the return asks the host. `left`: what the guest left on. */
const returned = (left: readonly string[] = []): string[] => ['reset', 'restore', ...left];

const sizing = ({ bars }: DeviceFacts): number => bars.find(({ kind }) => kind === 'mem')?.register ?? 0;

const physicalBar = need.all(plain, need.physical, need.memoryBar);

export const returningCases = cases(
  {
    id: 'STUB-20/1',
    title: 'detach: reset, restored, device reset; the owner went before',
    on: 'each',
    needs: plain,
    steps: () => [decode, ...unplug()],
    expect: (d) => [
      asked(['no owner', ...returned(d.line === 0 ? ['disable'] : ['helper off', 'disable'])], 2),
      device({ inUse: false, owner: -1, enableCount: 0, isBusmaster: false, helpers: 0 }),
    ],
    accept: {
      'detach-waits-for-op': (d) => [
        asked([...returned(d.line === 0 ? ['disable'] : ['helper off', 'disable']), 'no owner'], 2),
        device({ inUse: false, owner: -1, enableCount: 0, isBusmaster: false, helpers: 0 }),
      ],
    },
  },
  {
    id: 'STUB-20/2',
    title: 'the connection goes: reset, restored, device reset, no owner',
    on: 'each',
    needs: plain,
    steps: () => [decode, destroy()],
    expect: (d) => [
      asked([...returned(d.line === 0 ? ['disable'] : ['helper off', 'disable']), 'no owner'], 1),
      count('FunctionReset', d.canReset ? 1 : 0, {}, 1),
      device({ inUse: false, owner: -1, enableCount: 0, isBusmaster: false, helpers: 0 }),
      logCount(0),
    ],
  },
  {
    id: 'STUB-20/3',
    title: 'unbind while in use returns the device first',
    on: 'each',
    needs: need.all(plain, need.noMsix),
    steps: () => [write(4, 2, 0), unbind()],
    expect: () => [asked([...returned(), 'no owner', ...returned()], 1), device(null)],
  },
  {
    id: 'STUB-20/4',
    title: 'a guest that left nothing on gives nothing to turn off',
    on: 'each',
    needs: plain,
    steps: () => [decode, write(4, 2, 0), destroy()],
    expect: () => [asked([...returned(), 'no owner'], 2), device({ enableCount: 0 })],
  },
  {
    id: 'STUB-20/5',
    title: 'a reset that fails is ignored',
    on: 'each',
    needs: need.all(plain, need.reset),
    steps: () => [write(4, 2, 0), cacheLine(0x55), fault('reset'), destroy(), ...give()],
    expect: (d) => [
      asked([...returned(), 'no owner'], 3),
      count('FunctionReset', 0, {}, 3),
      registers({ 12: [1, d.byte(0x0c)] }),
      logCount(0, 3),
      device({ inUse: true }),
    ],
    accept: {
      'hold-after-failed-reset': (d) => [
        asked([...returned(), 'no owner'], 3),
        count('FunctionReset', 0, {}, 3),
        registers({ 12: [1, d.byte(0x0c)] }),
        logCount(1, 3),
        device({ inUse: false }),
      ],
    },
  },
  {
    id: 'STUB-20/6',
    title: 'a state that cannot be loaded is not restored: one line, and the rest takes place',
    on: 'each',
    needs: need.all(
      plain,
      need.that((d) => !d.canReset, 'has a reset method'),
    ),
    steps: () => [write(4, 2, 0), cacheLine(0x55), fault('loadState'), destroy(), ...give()],
    expect: () => [
      asked(['reset', 'no owner'], 3),
      registers({ 12: [1, 0x55] }),
      says(1, 3),
      device({ inUse: true, owner: 1 }),
    ],
    accept: {
      'hold-after-failed-reset': () => [
        asked(['reset', 'no owner'], 3),
        registers({ 12: [1, 0x55] }),
        lineCount(2, 3),
        device({ inUse: false, owner: -1 }),
      ],
    },
  },
  {
    id: 'STUB-20/7',
    title: 'fields are reset: a BAR that was being sized reads as its address again',
    on: 'each',
    needs: physicalBar,
    setup: twoGuests,
    steps: (d) => [write(sizing(d), 4, 0xffffffff), ...handOver(), read(sizing(d), 4, { guest: 1 })],
    expect: (d) => [reply(4, 0, d.dword(sizing(d)))],
  },
  {
    id: 'STUB-20/8',
    title: 'fields that sysfs added are gone',
    on: 'each',
    needs: plain,
    steps: () => [store('quirks', '{device}-7:1:FF'), store('quirks', '{device}-3e:2:FF'), destroy()],
    expect: () => [device({ quirkFields: 0 })],
  },
  {
    id: 'STUB-20/9',
    title: 'allow_interrupt_control is cleared',
    on: 'each',
    needs: plain,
    setup: { device: { interruptControl: true } },
    steps: () => [destroy()],
    expect: () => [device({ interruptControl: false })],
  },
  {
    id: 'STUB-20/10',
    title: 'a guest killed with MSI on: MSI is off, and the next guest enables it without a warning',
    on: 'each',
    needs: need.all(plain, need.msi),
    setup: twoGuests,
    steps: () => [write(4, 2, 0), enableMsi(), ...handOver(), show('slots'), enableMsi({ guest: 1 })],
    expect: () => [
      asked([...returned(['MSI off']), 'no owner'], 2),
      observed(
        'replies: success and a pirq',
        ['fetches'],
        (seen) =>
          seen
            .replies()
            .slice(1)
            .map(([err, value]) => [err, value !== 0]),
        [
          [0, true],
          [0, true],
        ],
      ),
      device({ msiEnabled: true, vectors: 1, owner: 2 }),
      warnCount(0),
      logCount(0),
    ],
  },
  {
    id: 'STUB-20/11',
    title: 'a guest killed with MSI on leaves neither ENABLE nor a vector',
    on: 'each',
    needs: need.all(plain, need.msi),
    steps: () => [enableMsi(), destroy()],
    expect: (d) => [
      device({ msiEnabled: false, vectors: 0, owner: -1 }),
      observed(
        'MSI ENABLE at the end',
        ['inspection'],
        (seen) => (seen.device()?.config[d.msi + 2] ?? 1) & 1,
        0,
      ),
      warnCount(0),
    ],
  },
  {
    id: 'STUB-20/12',
    title: 'a guest killed with MSI-X on: MSI-X is off, and the next guest enables it without a warning',
    on: 'each',
    needs: need.all(plain, need.msix, need.physical),
    setup: twoGuests,
    steps: () => [
      decode,
      enableMsix(1),
      ...handOver(),
      write(4, 2, 3, { guest: 1 }),
      enableMsix(1, { guest: 1 }),
    ],
    expect: (d) => [
      asked([...returned([...(d.line === 0 ? [] : ['helper off']), 'MSI-X off', 'disable']), 'no owner'], 2),
      replies([
        [0, 3],
        [0, 0],
        [0, 3],
        [0, 0],
      ]),
      device({ msixEnabled: true, vectors: 1, owner: 2 }),
      warnCount(0),
    ],
  },
  {
    id: 'STUB-20/13',
    title: 'registers that the guest wrote are as at bind for the next one',
    on: 'each',
    needs: need.all(plain, need.physical),
    setup: { ...twoGuests, device: { permissive: true } },
    steps: (d) => [
      cacheLine(0x55),
      write(0x3e, 1, 0x77),
      ...handOver(),
      read(0x0c, 1, { guest: 1 }),
      read(0x2c, 4, { guest: 1 }),
      read(d.bars[0]?.register ?? 0x10, 4, { guest: 1 }),
    ],
    expect: (d) => [
      registers({ 12: [1, d.byte(0x0c)], 60: [4, d.dword(0x3c)] }),
      observed(
        'what the next guest reads',
        ['fetches'],
        (seen) =>
          seen
            .replies()
            .slice(2, 4)
            .map(([err, value]) => [err, value]),
        [
          [0, d.byte(0x0c)],
          [0, d.dword(0x2c)],
        ],
      ),
    ],
  },
);
