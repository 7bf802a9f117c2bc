/** What one executor's `regress` said of a past bug. */
export interface BugRun {
  readonly detected: boolean;
  readonly silentWhenFixed: boolean;
  readonly benignWorks: boolean;
  readonly fingerprints: readonly string[];
  /** Why it is not as it should be; null: it is. */
  readonly problem: string | null;
  /** Programs that a campaign from nothing took to find it; null: that was not tried. */
  readonly executionsToDetect: number | null;
}

/** The attack that shows a past bug. */
export interface Attack {
  /** What it does, in a sentence; '' when its file does not say. */
  readonly note: string;
  /** The program in words; several lines. */
  readonly program: string;
  /** Command that repeats it. */
  readonly command: string;
}

/** A past bug that can be put back. */
export interface PastBug {
  readonly id: string;
  readonly title: string;
  /** `XSA-155`, or `none`. */
  readonly advisory: string;
  readonly cves: readonly string[];
  readonly cause: string;
  /** Commit that fixed it, and the releases that have it. */
  readonly fixedBy: string;
  readonly affected: string;
  readonly oracles: readonly string[];
  readonly rules: readonly string[];
  /** A text: why there is none. */
  readonly attack: Attack | string;
  /** By executor, in the order of {@link AdvisoryMatrix.executors}; null: it was not run there. */
  readonly runs: readonly (BugRun | null)[];
}

/** A row of the catalogue of security history that no past bug stands for. */
export interface CatalogueNote {
  readonly row: string;
  readonly ids: readonly string[];
  readonly title: string;
  /** `hardening`, `alias`, `policy`, `out of scope` */
  readonly by: string;
  readonly standsFor: readonly string[];
  readonly reason: string | null;
}

export interface AdvisoryMatrix {
  /** Who ran the attacks: `model`. At least one, even when it ran nothing. */
  readonly executors: readonly string[];
  /** In the catalogue's order. */
  readonly bugs: readonly PastBug[];
  readonly nothingToPutBack: readonly CatalogueNote[];
}
