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
  /**
   * Name of a device of the library. In a program file one that ends in `.lspci`, before `#ADDRESS` if there is one,
   * is a dump beside the file; any other is a device of the corpus or of PCIBACK_RIG_DEVICES.
   */
  readonly name: string;
  /** Guest that has it when the program begins; absent: bound, in nobody's hands. */
  readonly guest?: number;
  readonly permissive?: true;
  readonly interruptControl?: true;
  /** A driver of the host uses the same legacy line. */
  readonly hostSharesLine?: true;
  /** A driver of the host has it when the program begins: it is not bound to pciback (XB-30, STUB-33). */
  readonly hostDriver?: true;
  /** Its legacy line is edge-triggered (DOC-04). */
  readonly edgeTriggered?: true;
  /** So many of it, at addresses of their own and in the same hands; programs name the first. */
  readonly copies?: number;
}

export interface Setup {
  readonly topology: 'vpci' | 'passthrough';
  /** Module parameter `permissive`. */
  readonly permissive?: true;
  /** Built without the PV protocol. */
  readonly stubOnly?: true;
  /** The backend's domain is not the initial one: the driver does not load, so `start` must be `unloaded` (STUB-01). */
  readonly notInitialDomain?: true;
  /** The backend's domain is PVH rather than PV (CHG-02, CHG-04). */
  readonly pvh?: true;
  /** The host's kernel is built without MSI (OPS-03). */
  readonly withoutMsi?: true;
  readonly guests: number;
  readonly devices: readonly DeviceSetup[];
  /**
   * `connected`: every guest is connected, one without devices to an empty bus; `bound`: devices bound, no connection; `idle`: nothing bound;
   * `unloaded`: the driver is not there, and `topology`, `permissive` are up to the action that loads it.
   */
  readonly start: 'connected' | 'bound' | 'idle' | 'unloaded';
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
/** Most copies of one device: more than the virtual bus has slots. */
export const MAX_COPIES = 40;
