import type { Action, DeviceSetup, Setup } from '../program/program.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { Expectation } from './expect.ts';
import type { Need } from './need.ts';

/** Set-up of a case around the device it runs on; what is left out is one guest that is connected with it. */
export type CaseSetup = Partial<Omit<Setup, 'devices'>> & {
  /** How the device under test (number 0) is handed over; `guest: null` gives it to nobody. */
  readonly device?: Partial<Omit<DeviceSetup, 'name' | 'guest'>> & { readonly guest?: number | null };
  /** Devices 1, 2, ... by the names of shipped ones. */
  readonly others?: readonly DeviceSetup[];
};

/** What must be observed on a device. */
export type Expectations = (device: DeviceFacts) => readonly Expectation[];

interface CaseBase {
  /** `CONF-19/2`: rule and number. Never changed, never used again. */
  readonly id: `${string}-${number}/${number}`;
  /** What it shows, as a statement. */
  readonly title: string;
  /** `each`: on every suitable device; `one`: nothing in it depends on registers, so one device will do. */
  readonly on: 'each' | 'one';
  readonly needs?: Need;
  readonly expect: Expectations;
  /**
   * Safe ways to differ, by the change that brings them (a hardening's or variant's id, several joined by `+`);
   * each lists everything that is then observed.
   */
  readonly accept?: Readonly<Record<string, Expectations>>;
  /** Shows what is accepted where documents are silent or impossible: its verdict is INFO when it holds. */
  readonly info?: true;
}

/** A guest's program on one device, and what must be observed. */
export interface Case extends CaseBase {
  readonly setup?: CaseSetup | ((device: DeviceFacts) => CaseSetup);
  readonly steps: (device: DeviceFacts) => readonly Action[];
}

/** Typed literal lists of cases, checked where they are written. */
export const cases = (...list: readonly Case[]): readonly Case[] => Object.freeze(list);
