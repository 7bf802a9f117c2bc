import { enableMsi, enableMsix, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import {
  configWrites,
  count,
  device,
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
import {
  asked,
  bitsWritten,
  destroy,
  fault,
  firmwareMaster,
  give,
  handOver,
  moreLines,
  ownLines,
  plain,
  restores,
  twoGuests,
  unplug,
} from './steps.ts';

/* STUB-20 to STUB-22, STUB-25 to STUB-27: a device comes back from its guest. */

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
        logCount(2, 3),
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
    accept: {
      'narrow-read-value': (d) => [registers({ 12: [1, d.byte(0x0c)] })],
    },
  },
  {
    id: 'STUB-21/1',
    title: 'permissive stays for the next guest',
    on: 'each',
    needs: plain,
    setup: twoGuests,
    steps: () => [store('permissive'), ...handOver(), write(6, 2, 0xffff, { guest: 1 })],
    expect: (d) => [
      device({ permissive: true, owner: 2 }),
      observed(
        'the write reached STATUS',
        ['host-effects'],
        (seen) => seen.configWrites(4).map(([at, , value]) => [at, value]),
        [[6, 0xffff]],
      ),
      replies([[0, 0xffff]], 4),
      logCount(0, 4),
      registers({ 0: [4, d.dword(0)] }),
    ],
    accept: {
      'permissive-per-owner': () => [
        device({ permissive: false, owner: 2 }),
        configWrites([], 4),
        replies([[0, 0xffff]], 4),
      ],
    },
  },
  {
    id: 'STUB-21/2',
    title: 'the first write that is dropped is logged once in a binding, not once for each guest',
    on: 'one',
    needs: plain,
    setup: twoGuests,
    steps: () => [write(6, 2, 0), write(6, 2, 0), ...handOver(), write(6, 2, 0, { guest: 1 })],
    expect: () => [logCount(1, 0), logCount(0, 1), logCount(0, 5)],
  },
  {
    id: 'STUB-21/3',
    title: 'interrupts handled are counted on',
    on: 'each',
    needs: need.all(plain, need.line),
    setup: twoGuests,
    steps: () => [
      write(4, 2, 0),
      decode,
      { do: 'interrupt', times: 7 },
      ...handOver(),
      show('irq_handlers'),
      write(4, 2, 0, { guest: 1 }),
      write(4, 2, 3, { guest: 1 }),
      { do: 'interrupt', times: 2 },
      show('irq_handlers'),
    ],
    expect: () => [ownLines([':off:not acking:7', ':on:acking:9'])],
  },
  {
    id: 'STUB-21/4',
    title: 'the next guest reads in COMMAND what the last one wrote',
    on: 'each',
    needs: plain,
    setup: twoGuests,
    steps: () => [write(4, 2, 0x0543), ...handOver(), read(4, 2, { guest: 1 })],
    expect: () => [
      observed(
        'IO, MEMORY, PARITY, SERR and INTX_DISABLE as the next guest reads them',
        ['fetches'],
        (seen) => seen.replies(4).map(([err, value]) => [err, (value ?? 0) & 0x0543]),
        [[0, 0x0543]],
      ),
    ],
    accept: {
      'command-view-reset': () => [
        observed(
          'COMMAND as the next guest reads it is that of the hardware',
          ['fetches', 'inspection'],
          (seen) =>
            seen
              .replies(4)
              .map(([err, value]) => [err, (value ?? 0) & 0xffff, seen.device()?.command])
              .map(([err, value, command]) => [err, value === command]),
          [[0, true]],
        ),
      ],
    },
  },
  {
    id: 'STUB-22/1',
    title: 'what was kept at bind is restored at every return',
    on: 'each',
    needs: need.all(plain, need.physical),
    setup: twoGuests,
    steps: () => [
      cacheLine(0x55),
      ...handOver(),
      write(0x0c, 1, 0x66, { guest: 1 }),
      destroy(1),
      ...give(),
      cacheLine(0x77),
      destroy(),
    ],
    expect: (d) => [registers({ 12: [1, d.byte(0x0c)], 16: [4, d.dword(0x10)] }), restores(3), logCount(0)],
  },
  {
    id: 'STUB-25/1',
    title: 'after a guest that disabled the device, MASTER of the firmware is on and nobody has the device',
    on: 'each',
    needs: need.all(plain, firmwareMaster),
    steps: () => [decode, write(4, 2, 0), destroy()],
    expect: () => [
      device({ inUse: false, isBusmaster: false, enableCount: 0 }),
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 0) & 4, 4),
    ],
    accept: {
      'clear-master-at-return': () => [
        device({ inUse: false, isBusmaster: false, enableCount: 0 }),
        observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
      ],
    },
  },
  {
    id: 'STUB-25/2',
    title: 'after a guest that left it enabled, MASTER is off',
    on: 'each',
    needs: need.all(plain, firmwareMaster),
    steps: () => [write(4, 2, 0x0007), destroy()],
    expect: () => [
      device({ inUse: false, isBusmaster: false, enableCount: 0 }),
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
    ],
  },
  {
    id: 'STUB-25/3',
    title: 'without MASTER from the firmware it is off in any case, whatever the guest had set',
    on: 'each',
    needs: need.all(
      plain,
      need.that((d) => (d.word(4) & 4) === 0, 'had MASTER from its firmware'),
    ),
    steps: () => [write(4, 2, 0x0004), destroy()],
    expect: () => [
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
    ],
  },
  {
    id: 'STUB-27/1',
    title: 'MSI-X on at return: enabled once more by the restore, then turned off',
    on: 'each',
    needs: need.all(plain, need.msix, need.physical),
    steps: () => [write(4, 2, 7), enableMsix(1), destroy()],
    expect: (d) => [
      observed(
        'ENABLE of the writes to MSI-X control: on at some time, off at the end',
        ['host-effects'],
        (seen) => {
          const enables = seen
            .configWrites(2)
            .filter(([at]) => at === d.msix + 2)
            .map(([, , value]) => (value & 0x8000) !== 0);
          return [enables.includes(true), enables.at(-1)];
        },
        [true, false],
      ),
      device({ msixEnabled: false, vectors: 0 }),
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
    ],
  },
  {
    id: 'STUB-27/2',
    title: 'MSI on at return: enabled once more by the restore, then turned off',
    on: 'each',
    needs: need.all(plain, need.msi),
    steps: () => [write(4, 2, 7), enableMsi(), destroy()],
    expect: (d) => [
      observed(
        'ENABLE of the writes to MSI control: on at some time, off at the end',
        ['host-effects'],
        (seen) => {
          const enables = seen
            .configWrites(2)
            .filter(([at]) => at === d.msi + 2)
            .map(([, , value]) => value & 1);
          return [enables.includes(1), enables.at(-1)];
        },
        [true, 0],
      ),
      device({ msiEnabled: false, vectors: 0 }),
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
    ],
  },
);

/** Kept with the others so that the suite sees them as one subject. */
export const moreReturningCases: readonly Case[] = cases({
  id: 'STUB-27/3',
  title: 'neither on at return: neither is touched',
  on: 'each',
  needs: need.all(
    plain,
    need.msi,
    need.that((d) => !d.canReset, 'has a reset method'),
  ),
  steps: () => [destroy()],
  expect: (d) => [bitsWritten(d.msi + 2, 0xffff, [], 0), moreLines(0, 0, 0)],
});
