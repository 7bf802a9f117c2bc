import type { CaseSetup } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';

/* What cases about configuration space and header have in common. */

type Fault = Extract<Action, { do: 'fault' }>['what'];

/** COMMAND bits that are read from hardware; the others are an echo. */
export const GUEST_BITS = 0x2bc;

const isBridgeClass = (d: DeviceFacts): boolean => d.byte(0x0b) === 0x06;

/** A set-up for every device: bridges go to a guest in pass-through only, once `refuse-bridges` is in force. */
export const anyDevice =
  (more: CaseSetup = {}) =>
  (d: DeviceFacts): CaseSetup => ({ ...(isBridgeClass(d) ? { topology: 'passthrough' } : {}), ...more });

export const permissive: CaseSetup = { device: { permissive: true } };
export const interruptControl: CaseSetup = { device: { interruptControl: true } };
/** Two guests, of which the first has the device. */
export const twoGuests: CaseSetup = { guests: 2 };

/** A function with registers of its own, on the virtual bus. */
export const plain = need.all(
  need.endpoint,
  need.physical,
  need.that((d) => !isBridgeClass(d), 'is of the bridge class'),
);
/** Likewise, and from 0x40 on no register means anything. */
export const bare = need.all(
  plain,
  need.that((d) => d.capabilities.length === 0, 'has capabilities'),
);

/** No guest has touched the device yet; {@link attach} gives it to guest 0. */
export const untouched: CaseSetup = { start: 'bound' };
/** Guest 0 gets the device and connects, without looking at it. */
export const attach: readonly Action[] = [
  { do: 'toolstack', step: 'create' },
  { do: 'frontend', step: 'publish' },
];

/** The device goes from guest 0 to guest 1. */
export const handOver: readonly Action[] = [
  { do: 'toolstack', step: 'destroy' },
  { do: 'toolstack', guest: 1, step: 'destroy' },
  { do: 'toolstack', guest: 1, step: 'create' },
  { do: 'frontend', guest: 1, step: 'publish' },
];

/** The next call of this kind fails. */
export const fault = (what: Fault, count = 1): Action => ({ do: 'fault', what, count });

/** Before the nth access of the action to a register, something happens. */
export const before = (register: number, nth: number, ...then: readonly Action[]): Pick<Action, 'at'> => ({
  at: [{ on: 'config', name: `0x${register.toString(16)}`, nth, then }],
});

/** Several of them on one action. */
export const during = (action: Action, ...points: readonly Pick<Action, 'at'>[]): Action => ({
  ...action,
  at: points.flatMap(({ at }) => at ?? []),
});

/** Root makes a field: `E0:4:FF` without the address. */
export const quirk = (field: string): Action => ({
  do: 'sysfs',
  attribute: 'quirks',
  value: `{device}-${field}`,
});

/** Reads of a device's registers in their order: `[register, bytes]`. */
export const configReads = (
  expected: readonly (readonly [register: number, bytes: number])[],
  action?: number,
): Expectation =>
  observed(
    `configuration reads [register, bytes]${action === undefined ? '' : ` of action ${action}`}`,
    ['host-effects'],
    (seen) => {
      const fn = seen.functionIndex(0);
      return seen.all('ConfigRead', action).flatMap(({ a, b, c }) => (a === fn ? [[b, c]] : []));
    },
    expected,
  );

/** Results of writes to files of sysfs: byte count or negative errno. */
export const storeResults = (expected: readonly number[], action?: number): Expectation =>
  observed(
    'results of writes to sysfs',
    ['host-effects'],
    (seen) => seen.all('AttributeStore', action).map(({ c }) => c),
    expected,
  );

/** Results of writes to `bind`. */
export const bindResults = (expected: readonly number[], action?: number): Expectation =>
  observed(
    'results of writes to bind',
    ['host-effects'],
    (seen) => seen.all('Bind', action).map(({ b }) => b),
    expected,
  );

/** Decode bits for the kinds of region that the host has given the device; the ROM counts when it is enabled. */
export function decodeOf(d: DeviceFacts): number {
  let bits = 0;
  for (const bar of d.bars) {
    if (bar.kind === 'io') bits |= 0x1;
    else if (bar.kind === 'mem' || (d.dword(bar.register) & 1) !== 0) bits |= 0x2;
  }
  return bits;
}

/** Hardware COMMAND of an endpoint that was bound: decoding, MASTER off, and with a pin INTx let through. */
export function boundCommand(d: DeviceFacts): number {
  if (d.isVf) return d.word(4) & ~0x4;
  return (d.word(4) | decodeOf(d)) & ~(d.byte(0x3d) === 0 ? 0x4 : 0x404);
}

/** COMMAND as the first guest of an endpoint reads it before it writes any. */
export const firstCommand = (d: DeviceFacts): number =>
  (boundCommand(d) & GUEST_BITS) | (d.word(4) & ~GUEST_BITS);

/** What a guest reads of a BAR, 0 to 5, or of the ROM, 6. */
export function barValue(d: DeviceFacts, index: number): number {
  const lower = index < 6 ? d.bar(index - 1) : undefined;
  if (lower?.is64) return Math.floor(lower.address / 2 ** 32);
  const bar = d.bar(index);
  return bar === undefined ? 0 : ((bar.address % 2 ** 32) | typeBits(d, index)) >>> 0;
}

/** What it reads of it while sizing it. */
export function barLength(d: DeviceFacts, index: number): number {
  const lower = index < 6 ? d.bar(index - 1) : undefined;
  if (lower?.is64) return Math.floor(-lower.size / 2 ** 32) >>> 0;
  const bar = d.bar(index);
  return bar === undefined ? 0 : (-bar.size | typeBits(d, index)) >>> 0;
}

function typeBits(d: DeviceFacts, index: number): number {
  const bar = d.bar(index);
  if (bar === undefined) return 0;
  if (bar.kind === 'io') return 1;
  if (bar.kind === 'rom') return d.dword(bar.register) & 1;
  return (bar.is64 ? 4 : 0) | (bar.prefetchable ? 8 : 0);
}

/** A device with a region of this number. */
export const region = (index: number): need.Need =>
  need.that((d) => d.bar(index) !== undefined, `has no region ${index}`);

export const narrow = (value: number, size: number): number =>
  size === 4 ? value >>> 0 : value & (size === 1 ? 0xff : 0xffff);

/** Nothing is bound yet; {@link bind} does that. */
export const idle: CaseSetup = { start: 'idle' };
export const bind: Action = { do: 'bind' };

/** A function without power management of its own, whose registers from 0x40 on may be made up. */
export const madeUp = need.all(
  plain,
  need.that(
    (d) => d.capabilities.length > 0 && d.pm === 0 && d.known === 256,
    'has no list that can be made up',
  ),
);

/** A list that begins at 0x44: PM, and where its PMCSR is another capability. PME is on in PMCSR. */
export const listWith = (id: number): Action[] => [
  { do: 'hardware', offset: 0x34, size: 1, value: 0x44 },
  { do: 'hardware', offset: 0x44, size: 4, value: 0x00004801 },
  { do: 'hardware', offset: 0x48, size: 4, value: 0x00000100 | id },
];
