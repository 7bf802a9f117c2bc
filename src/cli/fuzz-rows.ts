import type { Finding, Progress } from '../campaign/campaign.ts';
import type { Profile } from '../changes/profiles.ts';
import { rate } from './fuzz-view.ts';
import type { Fields } from './json.ts';

/** Everything a finished campaign is summed up from. */
export interface Totals {
  readonly seed: string;
  readonly profile: string;
  readonly flaws: readonly string[];
  readonly executor: string;
  readonly devices: number;
  readonly targets: readonly string[];
  readonly seconds: number;
  readonly progress: Progress;
  readonly findings: readonly Finding[];
  /** Faults of the rig itself: programs that did not do the same twice. */
  readonly errors: number;
  readonly interrupted: boolean;
  readonly skipped: readonly { oracle: string; reason: string }[];
  readonly findingsFolder: string;
}

/**
 * Advisory that a finding matches: that of the flaws put back whose oracle fired, when there is only one; else null.
 * With none put back nothing is claimed.
 */
export function advisoryOf({ violation }: Finding, { changes }: Profile): string | null {
  const fired = changes.filter(
    (change) => change.kind === 'flaw' && change.oracles.includes(violation.oracle),
  );
  const advisories = new Set(fired.map((change) => (change.kind === 'flaw' ? change.advisory : '')));
  const [only] = advisories;
  return advisories.size === 1 && only !== undefined ? only : null;
}

export function findingRow(finding: Finding, profile: Profile, directory: string | null): Fields {
  const { violation, state, program, reproduced, runs, target, alsoSeen, known } = finding;
  return {
    fingerprint: violation.fingerprint,
    oracle: violation.oracle,
    state,
    advisory: state === 'new' ? advisoryOf(finding, profile) : null,
    title: violation.title,
    detail: violation.detail,
    rules: violation.rules,
    target,
    actions: program?.actions.length ?? null,
    alsoSeen: alsoSeen.map(({ fingerprint }) => fingerprint),
    hardening: known?.hardening ?? null,
    reproduced,
    runs,
    executions: finding.executions,
    directory,
  };
}

export function progressFields(progress: Progress): Fields {
  const { executions, features, corpus, fetchPoints, flippedPoints, findings, hygiene } = progress;
  return { executions, features, corpus, fetchPoints, flippedPoints, findings, hygiene };
}

export function summaryFields(totals: Totals): Fields {
  const { seed, profile, flaws, executor, devices, progress, seconds, errors, interrupted, skipped } = totals;
  return {
    seed,
    profile,
    flaws,
    executor,
    devices,
    executions: progress.executions,
    executionsPerSecond: rate(progress.executions, seconds),
    edgesCovered: null,
    edgesTotal: null,
    features: progress.features,
    fetchPoints: { reached: progress.fetchPoints, flipped: progress.flippedPoints },
    corpus: progress.corpus,
    stability: errors === 0 ? 1 : 0,
    byTarget: progress.byTarget,
    findings: progress.findings,
    hygiene: progress.hygiene,
    skipped,
    interrupted,
    durationSeconds: Math.round(seconds * 1000) / 1000,
  };
}
