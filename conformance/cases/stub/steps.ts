import { hardware } from '../../../src/conformance/actions.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { buildLayout } from '../../../src/platform/pci/build-layout.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import type { Action } from '../../../src/program/program.ts';

/* What cases about binding, return and release do and look at. */

export const load = (hide: string, more: { passthrough?: true; permissive?: true } = {}): Action => ({
  do: 'load',
  hide,
  ...more,
});
export const fault = (
  what: Extract<Action, { do: 'fault' }>['what'],
  count = 1,
): Extract<Action, { do: 'fault' }> => ({ do: 'fault', what, count });
export const parameter = (name: string, value?: string): Action =>
  value === undefined ? { do: 'moduleParameter', name } : { do: 'moduleParameter', name, value };
export const driverBind = (device = 0): Action => ({ do: 'driverBind', driver: 'pciback', device });

/** Hot unplug, up to the point where the backend has returned the device. */
export const unplug = (device = 0, guest = 0): Action[] => [
  { do: 'toolstack', guest, step: 'remove', device },
  { do: 'frontend', guest, step: 'reconfiguring' },
];
/** The toolstack gives a device to a guest, which connects. */
export const give = (guest = 0): Action[] => [
  { do: 'toolstack', guest, step: 'create' },
  { do: 'frontend', guest, step: 'publish' },
];
/** The guest is dead and its connection is gone. */
export const destroy = (guest = 0): Action => ({ do: 'toolstack', guest, step: 'destroy' });
/** A connected guest gets a device. */
export const plug = (device = 0, guest = 0): Action[] => [
  { do: 'toolstack', guest, step: 'add', device },
  { do: 'frontend', guest, step: 'reconfiguring' },
];
/** A device goes from guest 0, which dies, to guest 1. */
export const handOver = (): Action[] => [destroy(), ...plug(0, 1)];
/** Two guests, the first of which has the device; the second has another, so that devices can be added to it. */
export const twoGuests = { guests: 2, others: [{ name: 'rtl8139', guest: 1 }] } as const;
/** The same, with everybody waiting until an action without it. */
export const held = (...actions: readonly Action[]): Action[] =>
  actions.map((action) => ({ ...action, hold: true as const }));
export const settle: Action = { do: 'advance', jiffies: 0 };

export const plain = need.ordinary;
export const besideRtl = need.all(
  plain,
  need.that(
    ({ name, address }) => name !== 'rtl8139' && address < '0000:0c:02.0',
    'does not come before the second device',
  ),
);
/** It can be put to sleep. */
export const canSleep = need.all(
  need.pm,
  need.that(
    (d) => ((buildLayout(d.description).writable[d.pm + 4] ?? 0) & 3) === 3,
    'has a power state that cannot be written',
  ),
);
/** Power management is the only way to reset it. */
export const onlyPmReset = need.all(
  plain,
  canSleep,
  need.reset,
  need.that(
    (d) => (d.word(d.pm + 4) & 8) === 0 && (d.express === 0 || (d.dword(d.express + 4) & 0x1000_0000) === 0),
    'has another reset than by power management',
  ),
);
/** Firmware has set MASTER. */
export const firmwareMaster = need.that((d) => (d.word(4) & 4) !== 0, 'had no MASTER from its firmware');

const calls = {
  [HostCall.EnableDevice]: 'enable',
  [HostCall.DisableDevice]: 'disable',
  [HostCall.EnableMsi]: 'MSI on',
  [HostCall.DisableMsi]: 'MSI off',
  [HostCall.DisableMsix]: 'MSI-X off',
  [HostCall.SaveState]: 'save',
  [HostCall.RestoreState]: 'restore',
  [HostCall.ResetFunction]: 'reset',
} as const;
const CALLS: Readonly<Record<number, string>> = calls;

/** What the host is asked for a device, with owners, MSI-X announcements and helpers, in the order in which it comes. */
export const asked = (expected: readonly string[], action?: number, number = 0): Expectation =>
  observed(
    `what the host is asked for device ${number}${action === undefined ? '' : ` in action ${action}`}`,
    ['host-effects'],
    (seen) => {
      const fn = seen.functionIndex(number);
      const kinds = ['HostEnter', 'Owner', 'PhysdevMsix', 'IrqFree', 'IrqRequest'] as const;
      return seen.inOrder(kinds, action).flatMap(([name, { a, b }]) => {
        const device = name === 'IrqFree' || name === 'IrqRequest' ? b : a;
        if (device !== fn) return [];
        if (name === 'HostEnter') return CALLS[b] ?? [];
        if (name === 'Owner') return [b < 0 ? 'no owner' : `owner ${b}`];
        if (name === 'PhysdevMsix') return [b === 0 ? 'announce MSI-X' : 'withdraw MSI-X'];
        return [name === 'IrqFree' ? 'helper off' : 'helper on'];
      });
    },
    expected,
  );

/** How many lines an action logs more than another, which does the same without the fault. */
export const moreLines = (expected: number, action: number, than: number): Expectation =>
  observed(
    `warnings and errors logged in action ${action} beyond those of action ${than}`,
    ['log-lines'],
    (seen) => seen.complaints(action).length - seen.complaints(than).length,
    expected,
  );

/** Results of unloading the driver. */
export const unloads = (expected: readonly number[], action?: number): Expectation =>
  observed(
    `results of unloading the driver${action === undefined ? '' : ` in action ${action}`}`,
    ['host-effects'],
    (seen) => seen.all('DriverUnload', action).map(({ a }) => a),
    expected,
  );

/** Text that stands in some line of an action's log. */
export const mentions = (expected: readonly string[], lines: number, action: number): Expectation =>
  observed(
    `warnings and errors logged in action ${action}, and whether they mention ${expected.join(', ')}`,
    ['log-lines'],
    (seen) => [
      seen.complaints(action).length,
      expected.map((text) => seen.complaints(action).some((line) => line.includes(text))),
    ],
    [lines, expected.map(() => true)],
  );

/** Writes to a register that leave bits of it, as an action makes them: `[bits of each write]`. */
export const bitsWritten = (
  register: number,
  mask: number,
  expected: readonly number[],
  action: number,
): Expectation =>
  observed(
    `bits 0x${mask.toString(16)} of writes to register 0x${register.toString(16)} in action ${action}`,
    ['host-effects'],
    (seen) =>
      seen
        .configWrites(action)
        .filter(([at]) => at === register)
        .map(([, , value]) => value & mask),
    expected,
  );

/** How a bind asks the host: with MSI-X, the hypervisor is told. */
export const bindSequence = ({ msix, headerType }: DeviceFacts): string[] => [
  'enable',
  ...(msix === 0 ? [] : ['announce MSI-X']),
  'save',
  'reset',
  'restore',
  ...(headerType === 0 ? ['disable'] : []),
];

/** Whether each attempt to reset the device succeeded. */
export const resets = (expected: readonly boolean[], action: number): Expectation =>
  observed(
    `function resets of action ${action}, and whether they succeeded`,
    ['host-effects'],
    (seen) =>
      seen
        .all('HostExit', action)
        .filter(({ a, b }) => a === seen.functionIndex() && b === HostCall.ResetFunction)
        .map(({ c }) => c === 0),
    expected,
  );

/** How often the kept state of the device was restored. */
export const restores = (expected: number): Expectation =>
  observed(
    'number of restores',
    ['host-effects'],
    (seen) =>
      seen.all('HostEnter').filter(({ a, b }) => a === seen.functionIndex() && b === HostCall.RestoreState)
        .length,
    expected,
  );

/** The device's lines of everything that is read from sysfs, without its address. */
export const ownLines = (expected: readonly string[]): Expectation =>
  observed(
    'lines of the device in what is read from sysfs',
    ['host-effects'],
    (seen) =>
      seen
        .all('AttributeShow')
        .flatMap(({ b }) => (b === 0 ? [] : seen.execution.log.textOf(b).split('\n')))
        .filter((line) => line.startsWith(seen.address()))
        .map((line) => line.slice(seen.address().length)),
    expected,
  );

/** The hand-made device, whose capability list may be bent. */
export const madeUp = need.that(
  ({ name }) => name === 'full',
  'is not the hand-made device with every capability',
);
/** VPD inside PM, at PMCSR: two fields begin at one offset. */
export const malformed = (d: DeviceFacts): Action[] => [
  hardware(d.pm, 4, (d.dword(d.pm) & 0xffff00ff) | ((d.pm + 4) << 8)),
  hardware(d.pm + 4, 4, 0x0003),
];
