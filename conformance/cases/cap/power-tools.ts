import { hardware, write } from '../../../src/conformance/actions.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { pmc, pmcsr, pmEndpoint } from './tools.ts';

/* What the cases of CAP-11 share. */

export const NO_SOFT_RESET = 0x0008;
export const D1 = 0x0200;
export const D2 = 0x0400;
/** Hardware that ignores the power state in PMCSR is not what most of these cases are about. */
export const follows = need.all(
  pmEndpoint,
  need.that(({ description: { masks }, pm }) => ((masks?.writable[pm + 4] ?? 3) & 3) === 3, 'ignores PMCSR'),
);
export const refuses = need.all(
  pmEndpoint,
  need.that((d) => follows(d) !== null, 'follows PMCSR'),
);
/** From here on the device has D1 and D2, or just one of them. */
export const offers = (d: DeviceFacts, states: number): Action =>
  hardware(d.pm + 2, 2, (pmc(d) & ~(D1 | D2)) | states);
export const withoutD1D2 = need.all(
  pmEndpoint,
  need.that((d) => (pmc(d) & (D1 | D2)) === 0, 'has D1 or D2'),
);

/** Asks for a power state and for nothing else. */
export const to = (d: DeviceFacts, state: number): Action => write(d.pm + 4, 2, (pmcsr(d) & 0x9e00) | state);
export const sent = (d: DeviceFacts, state: number): number => (pmcsr(d) & 0x9e00) | state;
/** PMCSR as it reads in a state. */
export const shown = (d: DeviceFacts, state: number): number => (pmcsr(d) & ~3) | state;
/** On the way from D3hot to D0 the host writes 0. */
export const woken = (d: DeviceFacts): [number, number] => [shown(d, 3), 0];
