import type { Verdict } from '../../../conformance/verdict.ts';

/** What was held against the rules, and as which driver. */
export interface Column {
  readonly executor: string;
  readonly profile: string;
}

/** Results of a rule that are not PASS and are the same in verdict, reason and values. */
export interface OutcomeView {
  readonly verdict: Verdict;
  /** Host and other guests were not left alone. */
  readonly broken: boolean;
  /** Cases that ended so; several only where there is nothing but a reason to show. */
  readonly cases: readonly string[];
  /** The first few of the devices they ran on. */
  readonly devices: readonly string[];
  /** Results, over cases and devices. */
  readonly results: number;
  /** Why; a device is called `the device` in it. */
  readonly reason: string | null;
  readonly mismatches: readonly {
    readonly what: string;
    readonly expected: string;
    readonly observed: string;
  }[];
  /** What the first case shows, and what was done; null: not looked up. */
  readonly title: string | null;
  readonly steps: string | null;
}

/** Results of one rule in one column. */
export interface RuleCell {
  readonly counts: Readonly<Partial<Record<Verdict, number>>>;
  /** Results in which host or other guests were not left alone. */
  readonly broken: number;
  /** Cases that passed wherever they ran, in short: `HDR-36/1-4`. */
  readonly passed: string;
  readonly outcomes: readonly OutcomeView[];
}

export interface RuleRow {
  readonly id: string;
  /** `MUST`, `OBSERVED`, `HOST` */
  readonly level: string;
  readonly requirement: string;
  readonly source: string;
  /** Why there is no case; null: there are. */
  readonly untestable: string | null;
  /** By column; null: nothing of this rule was run there. */
  readonly cells: readonly (RuleCell | null)[];
}

export interface AreaView {
  readonly area: string;
  readonly rules: readonly RuleRow[];
}

export interface ConformanceMatrix {
  readonly columns: readonly Column[];
  readonly areas: readonly AreaView[];
}
