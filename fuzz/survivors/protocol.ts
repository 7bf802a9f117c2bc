import type { Program } from '../../src/program/program.ts';

/** Profiles a mutant is fuzzed on: the driver of today, with every proposed fix, and with the flaws of its youth. */
export const PROFILES = ['linux-6.1', 'hardened', 'linux-3.1'] as const;

/** What the core makes of a program: a digest of all it shows, and the violations in it. */
export interface Outcome {
  readonly digest: string;
  readonly violations: readonly string[];
}

/** Programs on one target, and what the unchanged core makes of them. */
export interface Series {
  readonly profile: string;
  /** Flaws besides the profile's: each known attack is run on the flaw that it is made for, too. */
  readonly flaws: readonly string[];
  /** Numbers of programs. */
  readonly programs: readonly number[];
  /** By program of the series. */
  readonly outcomes: readonly Outcome[];
  /** By mutant: places in the series of the programs that come by it. */
  readonly reached: Readonly<Record<string, readonly number[]>>;
}

/** What mutants are held against. */
export interface Recorded {
  readonly programs: readonly Program[];
  readonly series: readonly Series[];
  /** Mutants that every program comes by. */
  readonly always: readonly string[];
}

/** A program, by number, on a target. */
export interface Place {
  readonly profile: string;
  readonly flaws: readonly string[];
  readonly program: number;
}

/** What became of a mutant. */
export interface Compared {
  /** Runs of programs until it was noticed, or all. */
  readonly runs: number;
  /** First program whose execution differs; null: none. */
  readonly differs: Place | null;
  /** A violation that the unchanged core does not have. */
  readonly violation: (Place & { readonly fingerprint: string }) | null;
}
