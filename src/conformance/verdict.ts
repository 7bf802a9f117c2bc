/** Verdicts of a case, worst last. KNOWN: it fails as a recorded weakness has it fail, and in no other way. */
export const verdicts = ['PASS', 'NON-STRICT', 'INFO', 'SKIP', 'KNOWN', 'FAIL', 'CRASH', 'ERROR'] as const;
export type Verdict = (typeof verdicts)[number];

/** Were host and other guests left untouched? `known`: not, by a weakness of the baseline. */
export type Containment = 'held' | 'known' | 'broken' | 'unknown';

/** An expectation that was not met. */
export interface Mismatch {
  readonly what: string;
  readonly match: 'equal' | 'includes' | 'lacks';
  readonly expected: unknown;
  readonly observed: unknown;
}

export interface CaseResult {
  readonly id: string;
  readonly rule: string;
  readonly level: string;
  readonly verdict: Verdict;
  readonly containment: Containment;
  /** Device it ran on; null: on none. */
  readonly device: string | null;
  /** Why not simply PASS; null when it is. */
  readonly reason: string | null;
  readonly mismatches: readonly Mismatch[];
}
