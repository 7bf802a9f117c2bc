import type { Violation } from '../../oracle/oracle.ts';
import type { Program } from '../../program/program.ts';
import { type FetchCounts, joinedCounts } from './fetch-counts.ts';
import { addCounts, type Counts, noCounts, type ShownClass, type UnitResult } from './result.ts';

/** A violation with all placements that show it. */
export interface ExploreViolation {
  readonly violation: Violation;
  readonly kinds: (keyof Counts)[];
  placements: number;
  classes: number;
  readonly shown: (ShownClass & {
    readonly operation: string;
    readonly device: string;
    readonly mode: string;
  })[];
  readonly program: Program;
}

/** Numbers by operation, and violations by fingerprint. */
export class ExploreSummary {
  readonly byOperation = new Map<string, Counts>();
  readonly total = noCounts();
  readonly violations = new Map<string, ExploreViolation>();
  /** Loads of each byte of a request, by operation; where they were counted. */
  readonly fetches = new Map<string, FetchCounts>();
  units = 0;
  private readonly limit: number;

  /** @param limit placements kept of each violation at most */
  constructor(limit: number) {
    this.limit = limit;
  }

  add({ operation, device, mode, counts, fetches, violations }: UnitResult): void {
    this.units++;
    if (fetches !== undefined)
      this.fetches.set(operation, joinedCounts(this.fetches.get(operation), fetches));
    const sum = this.byOperation.get(operation) ?? noCounts();
    this.byOperation.set(operation, sum);
    addCounts(sum, counts);
    addCounts(this.total, counts);
    for (const { violation, kinds, placements, classes, shown, program } of violations) {
      const known = this.violations.get(violation.fingerprint) ?? {
        violation,
        kinds: [],
        program,
        placements: 0,
        classes: 0,
        shown: [],
      };
      this.violations.set(violation.fingerprint, known);
      for (const kind of kinds) if (!known.kinds.includes(kind)) known.kinds.push(kind);
      known.placements += placements;
      known.classes += classes;
      for (const one of shown) {
        if (known.shown.length >= this.limit) break;
        known.shown.push({ operation, device, mode, ...one });
      }
    }
  }
}
