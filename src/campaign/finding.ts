import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import type { KnownWeakness } from './baseline.ts';
import { type Cause, causeName } from './cause.ts';

/** Something an oracle objects to, once for each cause. */
export interface Finding {
  readonly kind: 'finding';
  /** `reopened`: it was met before, and marked as fixed since. */
  readonly state: 'new' | 'known' | 'reopened';
  readonly target: string;
  readonly violation: Violation;
  readonly cause: Cause;
  readonly known: KnownWeakness | undefined;
  /** Minimised; for a known weakness as it was met. Absent for byte targets. */
  readonly program: Program | undefined;
  /** Input of a byte target. */
  readonly input: Uint8Array | undefined;
  /** Everything else the minimised program shows. */
  readonly alsoSeen: readonly Violation[];
  readonly reproduced: number;
  readonly runs: number;
  /** Executions until it was met. */
  readonly executions: number;
}

/** A finding of an earlier run, as its files have it. */
export interface EarlierFinding {
  readonly identity: string;
  /** {@link causeName} of its cause; null: none. */
  readonly cause: string | null;
  readonly state: 'new' | 'known' | 'fixed' | 'reopened';
}

/** A finding of an earlier run has come again, and is not announced twice. */
export interface Again {
  readonly kind: 'again';
  readonly target: string;
  readonly violation: Violation;
  /** Of the earlier finding. */
  readonly identity: string;
  readonly executions: number;
}

/** Another violation with the cause of a finding that was announced before. */
export interface Consequence {
  readonly kind: 'consequence';
  readonly violation: Violation;
  /** Identity of that finding. */
  readonly of: string;
}

/**
 * What tells findings apart: the violation's fingerprint, and the flaw that was put back where that is what causes it.
 * Two past bugs with one symptom are two findings.
 */
export function identityOf({ violation, cause }: Pick<Finding, 'violation' | 'cause'>): string {
  return cause?.kind === 'flaws' ? `${violation.fingerprint}/${causeName(cause)}` : violation.fingerprint;
}

/** Advisories a finding matches, `XSA-157`; null when it is due to no past bug that has one. */
export function advisoryOf({ cause }: Pick<Finding, 'cause'>): string | null {
  if (cause?.kind !== 'flaws') return null;
  const advisories = cause.flaws.map(({ advisory }) => advisory).filter((advisory) => advisory !== 'none');
  return advisories.length === 0 ? null : [...new Set(advisories)].join(', ');
}
