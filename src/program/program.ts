import type { Fields } from './fields.ts';
import type { Kind, kinds } from './kinds.ts';

/** One step of a program, without schedule and mutations: what may also happen at a point. */
export type Step = { [K in Kind]: { readonly do: K } & Readonly<Fields<(typeof kinds)[K]>> }[Kind];

/** Kinds of points a program can name (`PointKind` of the platform, by name). */
export const pointKinds = ['fetch', 'store', 'notify', 'eoi', 'lock', 'wait', 'config', 'xenstore'] as const;

/**
 * Something the outside does at a point. The point is addressed relative to the action that carries it: the
 * `nth` time since that action began that the backend is at a point of this kind and name; 0 means every time.
 */
export interface Effect {
  readonly on: (typeof pointKinds)[number];
  /** fetch, store: a word of the page (`op.value`); config: a register (`0x4`); otherwise absent. */
  readonly name?: string;
  readonly nth: number;
  readonly then: readonly Step[];
}

export type Action = Step & {
  /** Leave tasks waiting to run; without it the backend runs until it is idle. */
  readonly hold?: true;
  readonly at?: readonly Effect[];
};

export interface DeviceSetup {
  /** Name of a device of the corpus, or `file#address` of a dump. */
  readonly name: string;
  /** Guest that has it when the program begins; absent: bound, in nobody's hands. */
  readonly guest?: number;
  readonly permissive?: true;
  readonly interruptControl?: true;
  /** A driver of the host uses the same legacy line. */
  readonly hostSharesLine?: true;
}

export interface Setup {
  readonly topology: 'vpci' | 'passthrough';
  /** Module parameter `permissive`. */
  readonly permissive?: true;
  /** Built without the PV protocol. */
  readonly stubOnly?: true;
  readonly guests: number;
  readonly devices: readonly DeviceSetup[];
  /** `connected`: every guest with a device is served; `bound`: devices bound, no connection; `idle`: nothing bound. */
  readonly start: 'connected' | 'bound' | 'idle';
}

/** A finite list of typed actions by guests, host and device, with mutations placed at points. */
export interface Program {
  readonly setup: Setup;
  readonly actions: readonly Action[];
}

/** Longest program that is accepted. */
export const MAX_ACTIONS = 512;
export const MAX_EFFECTS = 16;
export const MAX_STEPS = 16;
