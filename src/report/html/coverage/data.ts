/** How many there are, and how many were taken. */
export interface Share {
  readonly taken: number;
  readonly total: number;
}

export interface SourceLine {
  readonly text: string;
  /** `none`: nothing on it can be taken. */
  readonly state: 'taken' | 'missed' | 'none';
  /** Ways that control can go from here; null: one. */
  readonly branches: Share | null;
  /** Why nothing takes it, where that is written down; else ''. */
  readonly reason: string;
}

export interface CoveredSource {
  /** From the package's root: `src/backend/driver.ts`. */
  readonly file: string;
  readonly lines: Share;
  readonly branches: Share;
  readonly functions: Share;
  /** Its text; null: it is not at hand, or is not the one that was measured. */
  readonly source: readonly SourceLine[] | null;
}

export interface SourceCoverage {
  /** By file name. */
  readonly files: readonly CoveredSource[];
}

/** Makes what {@link SourceCoverage} holds. */
export const COVERAGE_COMMAND = 'npm run coverage:merged -- --corpus reports/corpus';
