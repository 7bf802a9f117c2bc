import type { Capability, Execution } from '../executor/execution.ts';
import type { Program } from '../program/program.ts';

/** Something an oracle objects to. */
export interface Violation {
  readonly oracle: string;
  /** Stable identity: oracle, rule or field, site. Never a message, a number of an address, or a line. */
  readonly fingerprint: string;
  /** What is wrong, in one sentence. */
  readonly title: string;
  /** Values seen, for this execution only. */
  readonly detail: string;
  /** Rules of the sheet it touches. */
  readonly rules: readonly string[];
  /** Untidy but without consequence by itself; not a finding. */
  readonly hygiene?: true;
}

/** Runs another program on the same executor, for oracles that ask "what if". */
export type Replay = (program: Program) => Execution;

/** A pure function from an execution to what is wrong with it. */
export interface Oracle {
  readonly name: string;
  readonly title: string;
  /** What it must be able to see; without it the verdict is SKIP. */
  readonly needs: readonly Capability[];
  /** True when a closer look is worth it; works on a digest and must never miss what {@link judge} would find. */
  suspects(execution: Execution): boolean;
  /** Its judgement needs the full form; the others judge a digest just as well. */
  readonly wantsFull?: true;
  judge(execution: Execution, replay: Replay): Violation[];
}

/** A violation with its fingerprint put together. */
export function violation(
  oracle: string,
  subject: string,
  site: string,
  rules: readonly string[],
  title: string,
  detail: string,
): Violation {
  return { oracle, fingerprint: `${oracle}/${subject}/${site}`, title, detail, rules };
}

/** Keeps the first violation of each fingerprint. */
export function distinct(violations: readonly Violation[]): Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ fingerprint }) => !seen.has(fingerprint) && seen.add(fingerprint));
}

/** An oracle whose judgement is as cheap as a suspicion. */
export function plainOracle(
  name: string,
  title: string,
  needs: readonly Capability[],
  judge: (execution: Execution) => Violation[],
): Oracle {
  return {
    name,
    title,
    needs,
    suspects: (execution) => judge(execution).length > 0,
    judge: (execution) => distinct(judge(execution)),
  };
}
