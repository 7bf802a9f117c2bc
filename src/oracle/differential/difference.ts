import type { Execution } from '../../executor/execution.ts';

/** Two executions of one program: on the executor that is measured (left), and on the one it is measured by. */
export interface Pair {
  readonly left: Execution;
  readonly right: Execution;
}

/** An observable that both executions have and that is not the same. */
export interface Difference {
  /** What is different: `Fetch.value`, `Log`, `end.allocated`. */
  readonly observable: string;
  /** Stable identity: observable, and what the backend was at; no number of an address, no message. */
  readonly fingerprint: string;
  readonly left: string;
  readonly right: string;
  /** Id of the explanation that accepts it; null: it is a bug of one of the two. */
  readonly rule: string | null;
  /** Records that stand there, counted from 0; the number of all records when it is at the end. */
  readonly at: { readonly left: number; readonly right: number };
}

/** How two executions compare. */
export interface Comparison {
  /** Observables that were held against each other: records, and parts of the state at the end. */
  readonly observables: number;
  /** The explained ones, then at most one that is not: what follows it is often a consequence. */
  readonly differences: readonly Difference[];
}

/** The record at which two executions part. */
export interface RecordPlace extends Pair {
  /** Index of the record of each; the number of its records when it has no more. */
  readonly l: number;
  readonly r: number;
}

/** A part of the state at the end that differs. */
export interface EndPlace extends Pair {
  /** `devices.0.enableCount` */
  readonly part: string;
  readonly was: string;
  readonly is: string;
}

/** Records that an explained difference takes up on each side; at least one of them is more than 0. */
export interface Extent {
  readonly left: number;
  readonly right: number;
}

/** One of the two crashed here: it has nothing more that could be compared, records or state at the end. */
export const OVER = 'over';

/**
 * A reason why the two may differ in one place, and the predicate that accepts this difference and no other. It is pure,
 * and looks at both executions.
 */
export interface Explanation {
  /** Name of its file. */
  readonly id: string;
  /** Rule of the sheet, or the limit of shim or observation that it is due to. */
  readonly rule: string;
  readonly kind: 'rule' | 'shim' | 'observation';
  readonly title: string;
  /** The records that the difference takes up; null: it is not this one. */
  records?(place: RecordPlace): Extent | typeof OVER | null;
  /** True when this difference of the state at the end is due to it. */
  end?(place: EndPlace): boolean;
}
