import type { Program } from '../../src/program/program.ts';

/** Profiles a mutant is fuzzed on: the driver of today, with every proposed fix, and with the flaws of its youth. */
export const PROFILES = ['linux-6.1', 'hardened', 'linux-3.1'] as const;

/** What the core makes of a program: a digest of all it shows, and the violations in it. */
export interface Outcome {
  readonly digest: string;
  readonly violations: readonly string[];
}

/** What the unchanged core makes of each program, by profile. */
export interface Recorded {
  readonly programs: readonly Program[];
  readonly profiles: Readonly<Record<string, readonly Outcome[]>>;
}

/** What became of a mutant. */
export interface Compared {
  /** Runs of programs until it was noticed, or all. */
  readonly runs: number;
  /** First program, by number, whose execution differs, and the profile; null: none. */
  readonly differs: { readonly profile: string; readonly program: number } | null;
  /** A violation that the unchanged core does not have. */
  readonly violation: {
    readonly profile: string;
    readonly program: number;
    readonly fingerprint: string;
  } | null;
}
