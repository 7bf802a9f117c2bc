import type { Severity } from '../../severity.ts';

/** A lifeline of a diagram: `dom1`, `page`, `backend`, `host`. */
export type Lane = string;

/** One line of a sequence diagram. */
export interface SequenceStep {
  /** `heading`: an action of the program; `arrow`: from one lifeline to another; `note`: at the lifeline `from`. */
  readonly kind: 'heading' | 'arrow' | 'note';
  /** Absent for headings and for notes about the whole. */
  readonly from?: Lane;
  /** Of arrows only. */
  readonly to?: Lane;
  readonly text: string;
  /** Microseconds since the program began. */
  readonly time: number;
  /** `flip`: the guest changes the page at a point; `flipped`: the fetch that it was placed at; `bad`: a crash, a warning. */
  readonly mark?: 'flip' | 'flipped' | 'bad';
}

/** What happened, as lifelines and what went between them. */
export interface Sequence {
  readonly lanes: readonly Lane[];
  readonly steps: readonly SequenceStep[];
}

/** A fetch in the words of the report. */
export interface FetchColumn {
  /** `2nd` */
  readonly which: string;
  readonly offset: number;
  readonly field: string;
  readonly value: string;
  readonly site: string;
  /** Microseconds since the program began. */
  readonly time: number;
}

/** The fetches that a double fetch is about, and what was between and behind them. */
export interface FetchPair {
  readonly shown: readonly FetchColumn[];
  /** How often this part was fetched while the request was served. */
  readonly count: number;
  readonly between: readonly string[];
  readonly followed: readonly string[];
}

/** One thing that an oracle objects to. */
export interface ViolationView {
  readonly fingerprint: string;
  readonly title: string;
  readonly detail: string;
}

/** Everything that is shown of a finding; what is null is not known or does not apply. */
export interface FindingView {
  /** Tells findings apart across runs. */
  readonly identity: string;
  readonly oracle: string;
  readonly state: 'new' | 'reopened' | 'known' | 'fixed';
  readonly severity: Severity;
  readonly rules: readonly string[];
  readonly target: string;
  /** Own violation first, then whatever else the program shows. */
  readonly violations: readonly ViolationView[];
  readonly advisory: string | null;
  /** Past bug or hardening that makes the difference. */
  readonly cause: string | null;
  /** What closes it. */
  readonly hardening: string | null;
  /** `linux-6.1 with xsa-155, executor model, seed 7` */
  readonly where: string | null;
  readonly reproduced: number | null;
  readonly runs: number | null;
  readonly executions: number | null;
  /** Command that repeats it. */
  readonly command: string | null;
  /** The program in words; several lines. */
  readonly program: string | null;
  readonly sequence: Sequence | null;
  readonly fetches: FetchPair | null;
  /** State that the program left, one line each. */
  readonly end: readonly string[];
  /** Why something is missing above: the program could not be run again. */
  readonly missing: string | null;
}

export interface FindingsData {
  /** In any order. */
  readonly findings: readonly FindingView[];
  /** Something was run that could have found something; otherwise the section says that nothing was. */
  readonly searched: boolean;
}
