import { hardware, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, reply } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { both, control, msiEndpoint, msixEndpoint, optedIn } from './tools.ts';

const enableMsi = (d: DeviceFacts): Action => write(d.msi + 2, 2, control(d, d.msi) | 1);
const enableMsix = (d: DeviceFacts): Action => write(d.msix + 2, 2, control(d, d.msix) | 0x8000);
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

/** Cases of CAP-23 and CAP-25: one interrupt type at a time. */
export const exclusiveTypeCases: readonly Case[] = cases(
  {
    id: 'CAP-23/1',
    title: 'MSI is enabled when no type is active',
    on: 'each',
    needs: msiEndpoint,
    setup: optedIn,
    steps: (d) => [command(INTX_OFF), enableMsi(d)],
    expect: (d) => msiWritten(d, 1),
  },
  {
    id: 'CAP-23/2',
    title: 'MSI-X is enabled when no type is active',
    on: 'each',
    needs: msixEndpoint,
    setup: optedIn,
    steps: (d) => [command(INTX_OFF), enableMsix(d)],
    expect: (d) => msixWritten(d, 1),
  },
  {
    id: 'CAP-23/3',
    title: 'MASKALL changes while MSI-X, and nothing else, is on',
    on: 'each',
    needs: msixEndpoint,
    setup: optedIn,
    steps: (d) => [
      command(0),
      hardware(d.msix + 2, 2, control(d, d.msix) | 0x8000),
      write(d.msix + 2, 2, control(d, d.msix) | 0xc000),
      write(d.msix + 2, 2, control(d, d.msix) | 0x8000),
    ],
    expect: (d) => [
      reply(2, 0, control(d, d.msix) | 0xc000),
      configWrites([[d.msix + 2, control(d, d.msix) | 0x8000, control(d, d.msix) | 0xc000]], 2),
      ...msixWritten(d, 3, control(d, d.msix) | 0xc000),
    ],
  },
  {
    id: 'CAP-23/4',
    title: 'MASKALL does not change while MSI is on beside MSI-X',
    on: 'each',
    needs: both,
    setup: optedIn,
    steps: (d) => [
      hardware(d.msi + 2, 2, control(d, d.msi) | 1),
      hardware(d.msix + 2, 2, control(d, d.msix) | 0x8000),
      write(d.msix + 2, 2, control(d, d.msix) | 0xc000),
    ],
    expect: (d) => refused(d, d.msix, 0xc000, 2),
  },
  {
    id: 'CAP-25/1',
    title: 'MSI is refused while MSI-X is on',
    on: 'each',
    needs: both,
    setup: optedIn,
    steps: (d) => [enableMsix(d), enableMsi(d), write(d.msix + 2, 2, control(d, d.msix)), enableMsi(d)],
    expect: (d) => [...msixWritten(d, 0), ...refused(d, d.msi, 1, 1), ...msiWritten(d, 3)],
  },
  {
    id: 'CAP-25/2',
    title: 'MSI-X is refused while MSI is on',
    on: 'each',
    needs: both,
    setup: optedIn,
    steps: (d) => [enableMsi(d), enableMsix(d), write(d.msi + 2, 2, control(d, d.msi)), enableMsix(d)],
    expect: (d) => [...msiWritten(d, 0), ...refused(d, d.msix, 0x8000, 1), ...msixWritten(d, 3)],
  },
  {
    id: 'CAP-25/3',
    title: 'MSI is enabled while INTx is not disabled',
    on: 'each',
    needs: msiEndpoint,
    setup: optedIn,
    steps: (d) => [command(0x0107), enableMsi(d)],
    expect: (d) => msiWritten(d, 1),
  },
  {
    id: 'CAP-25/4',
    title: 'MSI-X is enabled while INTx is not disabled',
    on: 'each',
    needs: msixEndpoint,
    setup: optedIn,
    steps: (d) => [command(0x0107), enableMsix(d)],
    expect: (d) => msixWritten(d, 1),
  },
);
