import type { CaseSetup } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { type Expectation, observed, registers } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import type { Action } from '../../../src/program/program.ts';

/* What the cases of this area share. */

export const permissive: CaseSetup = { device: { permissive: true } };
export const optedIn: CaseSetup = { device: { interruptControl: true } };

/** A device that any guest can be given, in every profile, with PM. */
export const pmEndpoint = need.all(need.ordinary, need.pm);
export const msiEndpoint = need.all(need.ordinary, need.msi);
export const msixEndpoint = need.all(need.ordinary, need.msix);
export const both = need.all(need.ordinary, need.msi, need.msix);
export const full = need.that(
  ({ name }) => name === 'full',
  'is not the hand-made device with every capability',
);

/** Bits of PMC and PMCSR by their places, to keep expectations short. */
export const pmc = (d: DeviceFacts): number => d.word(d.pm + 2);
export const pmcsr = (d: DeviceFacts): number => d.word(d.pm + 4);
export const control = (d: DeviceFacts, base: number): number => d.word(base + 2);

/** Writes to one register of the device, `[before, written]`. */
export const writesTo = (
  register: number,
  expected: readonly (readonly [before: number, written: number])[],
  action?: number,
): Expectation =>
  observed(
    `writes [before, written] to register 0x${register.toString(16)}${action === undefined ? '' : ` of action ${action}`}`,
    ['host-effects'],
    (seen) =>
      seen
        .configWrites(action)
        .filter(([at]) => at === register)
        .map(([, before, written]) => [before, written]),
    expected,
  );

/** Power states that the host was asked for, in order. */
export const powerRequests = (expected: readonly number[], action?: number): Expectation =>
  observed(
    `power states asked of the host${action === undefined ? '' : ` in action ${action}`}`,
    ['host-effects'],
    (seen) =>
      seen
        .all('HostEnter', action)
        .filter(({ b }) => b === HostCall.SetPowerState)
        .map(({ c }) => c),
    expected,
  );

/** BARs and ROM that hardware has, as they are in the dump. */
export const barsAsAssigned = (d: DeviceFacts): Expectation => {
  const at = d.bars
    .filter(({ inHardware }) => inHardware)
    .flatMap(({ register, is64 }) => (is64 ? [register, register + 4] : [register]));
  return registers(Object.fromEntries(at.map((register) => [register, [4, d.dword(register)] as const])));
};

/** A device is bound and given to the guest, after its registers were changed. Start is `idle`. */
export const afterwards = (...changes: readonly Action[]): Action[] => [
  ...changes,
  { do: 'bind' },
  { do: 'toolstack', step: 'create' },
  { do: 'frontend', step: 'publish' },
];
