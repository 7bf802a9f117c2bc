import type { Flaw } from '../change.ts';

/** A mainline release: `3.18`. */
export type Release = `${number}.${number}`;

/** Positive when `a` is later than `b`. */
export function compareReleases(a: Release, b: Release): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

/** From which release to which the driver had a past bug, as the catalogue's row and its dates say. */
export interface Dated {
  /** Row of the catalogue. */
  readonly row: string;
  /** Release in which the fix first appeared, in words where the row has only a date. */
  readonly fixedIn: string;
  /** First mainline release with the flawed code; 3.1 is the driver's first. */
  readonly since: Release;
  /** False: no row says since when, `since` is taken as the driver's first release. */
  readonly sinceKnown: boolean;
  /** Newest release that has the bug for certain, or by the date of the fix. */
  readonly last: Release;
  /** That the releases from `since` to `last` had it: the row's, lower where something is not recorded. */
  readonly confidence: Flaw['confidence'];
  /** What is not known, and what follows from which date. */
  readonly note?: string;
}

/** Why a past bug is in no history profile at all. */
export interface Undated {
  readonly row: string;
  readonly never: string;
}

export type Evidence = Dated | Undated;

/** An entry of a history profile. */
export interface HistoryEntry extends Dated {
  readonly flaw: Flaw;
}

/** A past bug whose fix is later than the release, and which the profile leaves out all the same. */
export interface LeftOut {
  readonly flaw: string;
  readonly row: string;
  readonly reason: string;
}
