import { hardware, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { both, control, msiEndpoint, msixEndpoint, optedIn } from './tools.ts';

const hex = (register: number): string => `0x${register.toString(16)}`;
const enableMsi = (d: DeviceFacts, at?: Action['at']): Action =>
  write(d.msi + 2, 2, control(d, d.msi) | 1, at === undefined ? {} : { at });
const enableMsix = (d: DeviceFacts, at?: Action['at']): Action =>
  write(d.msix + 2, 2, control(d, d.msix) | 0x8000, at === undefined ? {} : { at });
/** COMMAND as the device has it now. */
const command = (value: number): Action => hardware(4, 2, value);
const INTX_OFF = 0x0400;

const msiWritten = (d: DeviceFacts, action: number) => [
  reply(action, 0, control(d, d.msi) | 1),
  configWrites([[d.msi + 2, control(d, d.msi), control(d, d.msi) | 1]], action),
];
const msixWritten = (d: DeviceFacts, action: number, before = control(d, d.msix)) => [
  reply(action, 0, control(d, d.msix) | 0x8000),
  configWrites([[d.msix + 2, before, control(d, d.msix) | 0x8000]], action),
];
const refused = (d: DeviceFacts, base: number, bit: number, action: number) => [
  reply(action, -3, control(d, base) | bit),
  configWrites([], action),
];
/** At the n-th access of a register the next read of the host fails. */
const failing = (register: number, nth: number): Action['at'] => [
  { on: 'config', name: hex(register), nth, then: [{ do: 'fault', what: 'configRead' }] },
];
const alone = (other: 'msi' | 'msix') =>
  need.that((d) => d[other] === 0, `has ${other === 'msi' ? 'MSI' : 'MSI-X'}`);

/** Cases of CAP-26: which interrupt types are active. */
export const interruptTypeCases: readonly Case[] = cases(
  {
    id: 'CAP-26/1',
    title: 'the types are read from hardware each time',
    on: 'each',
    needs: both,
    setup: optedIn,
    steps: (d) => [
      hardware(d.msix + 2, 2, control(d, d.msix) | 0x8000),
      enableMsi(d),
      hardware(d.msix + 2, 2, control(d, d.msix)),
      enableMsi(d),
    ],
    expect: (d) => [...refused(d, d.msi, 1, 1), ...msiWritten(d, 3)],
  },
  {
    id: 'CAP-26/2',
    title: 'what the host believes does not count: MSI of a request, its bit cleared, is no active type',
    on: 'each',
    needs: both,
    setup: optedIn,
    steps: (d) => [{ do: 'op', cmd: 2 }, hardware(d.msi + 2, 2, control(d, d.msi)), enableMsix(d)],
    expect: (d) => msixWritten(d, 2),
  },
  {
    id: 'CAP-26/3',
    title: 'a control word of MSI that cannot be read refuses MSI, even where all-ones would pass',
    on: 'each',
    needs: msiEndpoint,
    setup: optedIn,
    // the engine and the handler read it before the types are looked at
    steps: (d) => [command(INTX_OFF), enableMsi(d, failing(d.msi + 2, 3))],
    expect: (d) => refused(d, d.msi, 1, 1),
  },
  {
    id: 'CAP-26/4',
    title: 'a control word of MSI-X that cannot be read refuses MSI-X, even where all-ones would pass',
    on: 'each',
    needs: msixEndpoint,
    setup: optedIn,
    steps: (d) => [command(INTX_OFF), enableMsix(d, failing(d.msix + 2, 3))],
    expect: (d) => refused(d, d.msix, 0x8000, 1),
  },
  {
    id: 'CAP-26/5',
    title: 'a COMMAND that cannot be read refuses both',
    on: 'each',
    needs: both,
    setup: optedIn,
    steps: (d) => [enableMsi(d, failing(4, 1)), enableMsix(d, failing(4, 1))],
    expect: (d) => [...refused(d, d.msi, 1, 0), ...refused(d, d.msix, 0x8000, 1)],
  },
  {
    id: 'CAP-26/6',
    title: 'the other control word that cannot be read refuses',
    on: 'each',
    needs: both,
    setup: optedIn,
    steps: (d) => [enableMsi(d, failing(d.msix + 2, 1)), enableMsix(d, failing(d.msi + 2, 1))],
    expect: (d) => [...refused(d, d.msi, 1, 0), ...refused(d, d.msix, 0x8000, 1)],
  },
  {
    id: 'CAP-26/7',
    title: 'a device with MSI alone is asked for nothing else',
    on: 'each',
    needs: need.all(msiEndpoint, alone('msix')),
    setup: optedIn,
    steps: (d) => [
      hardware(2, 2, 0xffff),
      command(INTX_OFF),
      enableMsi(d),
      write(d.msi + 2, 2, control(d, d.msi)),
      command(0),
      enableMsi(d),
    ],
    expect: (d) => [...msiWritten(d, 2), ...msiWritten(d, 5)],
  },
  {
    id: 'CAP-26/8',
    title: 'a device with MSI-X alone is asked for nothing else',
    on: 'each',
    needs: need.all(msixEndpoint, alone('msi')),
    setup: optedIn,
    steps: (d) => [
      hardware(2, 2, 0xffff),
      command(INTX_OFF),
      enableMsix(d),
      write(d.msix + 2, 2, control(d, d.msix)),
      command(0),
      enableMsix(d),
    ],
    expect: (d) => [...msixWritten(d, 2), ...msixWritten(d, 5)],
  },
);
