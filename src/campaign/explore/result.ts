import type { Violation } from '../../oracle/oracle.ts';
import type { Program } from '../../program/program.ts';
import type { ChangeClass } from './classes.ts';
import type { FetchCounts } from './fetch-counts.ts';
import { pointText } from './placements.ts';
import type { Point } from './points.ts';

/** One thing that was done, and at which points it comes to the same. */
export interface ShownPlacement {
  /** Word that was changed, and to what; null for an event. */
  readonly field: string | null;
  readonly value: number | null;
  /** Steps of an event. */
  readonly event: string | null;
  /** First and last of the points that come to the same, in words. */
  readonly from: string;
  readonly to: string;
}

/** Placements that show a violation: one after the other, in the order in which they take effect. */
export interface ShownClass {
  readonly placed: readonly ShownPlacement[];
  /** Placements that this class stands for. */
  readonly placements: number;
}

/** A violation, with the placements of a unit that show it. */
export interface UnitViolation {
  readonly violation: Violation;
  /** Kinds of placements that show it, in the order in which they were first met. */
  readonly kinds: readonly (keyof Counts)[];
  readonly placements: number;
  readonly classes: number;
  /** The first ones, up to the limit that was asked for. */
  readonly shown: readonly ShownClass[];
  /** The first of them as a program. */
  readonly program: Program;
}

/** How many placements of one kind there are, how many classes they fall into, and how many were run. */
export interface Count {
  unpruned: number;
  classes: number;
  run: number;
}

export interface Counts {
  /** The operation by itself. */
  readonly base: Count;
  readonly singles: Count;
  readonly pairs: Count;
  /** One event. */
  readonly interleavings: Count;
  /** Two events. */
  readonly doubles: Count;
}

export const noCounts = (): Counts => ({
  base: { unpruned: 0, classes: 0, run: 0 },
  singles: { unpruned: 0, classes: 0, run: 0 },
  pairs: { unpruned: 0, classes: 0, run: 0 },
  interleavings: { unpruned: 0, classes: 0, run: 0 },
  doubles: { unpruned: 0, classes: 0, run: 0 },
});

/** Adds all numbers of the second to the first. */
export function addCounts(to: Counts, from: Counts): void {
  for (const kind of Object.keys(to) as (keyof Counts)[]) {
    to[kind].unpruned += from[kind].unpruned;
    to[kind].classes += from[kind].classes;
    to[kind].run += from[kind].run;
  }
}

export function totalOf(counts: Counts): Count {
  const kinds = Object.values(counts) as Count[];
  return {
    unpruned: kinds.reduce((sum, { unpruned }) => sum + unpruned, 0),
    classes: kinds.reduce((sum, { classes }) => sum + classes, 0),
    run: kinds.reduce((sum, { run }) => sum + run, 0),
  };
}

/** What came of one unit; plain data, for the journal and for other threads. */
export interface UnitResult {
  readonly unit: string;
  readonly operation: string;
  readonly device: string;
  readonly deviceClass: string;
  readonly mode: string;
  readonly counts: Counts;
  /** Wall clock. */
  readonly seconds: number;
  readonly violations: readonly UnitViolation[];
  /** Loads of each byte of the undisturbed request; absent where they were not asked for, or there is none. */
  readonly fetches?: FetchCounts;
}

export const shownChange = (
  { field, value, first, last }: ChangeClass,
  points: readonly Point[],
): ShownPlacement => ({ field, value, event: null, ...range(points, first, last) });

export const shownEvent = (event: string, first: Point, last: Point = first): ShownPlacement => ({
  field: null,
  value: null,
  event,
  from: pointText(first),
  to: pointText(last),
});

function range(points: readonly Point[], first: number, last: number): { from: string; to: string } {
  return { from: pointText(points[first] as Point), to: pointText(points[last] as Point) };
}

/** Collects violations of one unit by fingerprint. */
export class Violations {
  private readonly limit: number;
  private readonly byFingerprint = new Map<
    string,
    {
      violation: Violation;
      kinds: (keyof Counts)[];
      program: Program;
      placements: number;
      classes: number;
      shown: ShownClass[];
    }
  >();

  /** @param limit placements shown of each at most */
  constructor(limit: number) {
    this.limit = limit;
  }

  add(violations: readonly Violation[], kind: keyof Counts, shown: () => ShownClass, program: Program): void {
    for (const violation of violations) {
      if (violation.hygiene) continue;
      const one = shown();
      const known = this.byFingerprint.get(violation.fingerprint);
      if (known === undefined) {
        this.byFingerprint.set(violation.fingerprint, {
          violation,
          kinds: [kind],
          program,
          placements: one.placements,
          classes: 1,
          shown: [one],
        });
        continue;
      }
      if (!known.kinds.includes(kind)) known.kinds.push(kind);
      known.placements += one.placements;
      known.classes++;
      if (known.shown.length < this.limit) known.shown.push(one);
    }
  }

  all(): UnitViolation[] {
    return [...this.byFingerprint.values()];
  }
}
