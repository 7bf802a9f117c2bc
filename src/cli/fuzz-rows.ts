import type { CampaignEvent, Progress } from '../campaign/campaign.ts';
import { causeName } from '../campaign/cause.ts';
import { type Again, advisoryOf, type Consequence, type Finding, identityOf } from '../campaign/finding.ts';
import type { SeriesPoint } from '../campaign/series.ts';
import type { Lost, SharedProgress } from '../campaign/workers/event.ts';
import type { FiledFinding } from '../report/finding-states.ts';
import { rate } from './fuzz-view.ts';
import type { Fields } from './json.ts';

/** Everything a finished campaign is summed up from. */
export interface Totals {
  readonly seed: string;
  readonly profile: string;
  readonly flaws: readonly string[];
  readonly hardenings: readonly string[];
  readonly executor: string;
  readonly devices: number;
  readonly targets: readonly string[];
  readonly seconds: number;
  readonly progress: SharedProgress;
  /** Figures over time. */
  readonly series: readonly SeriesPoint[];
  /** Of the sessions that this one goes on with. */
  readonly executionsBefore: number;
  readonly findings: readonly Finding[];
  /** Findings of earlier runs that came again. */
  readonly seenBefore: readonly Again[];
  /** What else was met of the same causes. */
  readonly consequences: readonly Consequence[];
  /** Faults of the rig itself: programs that did not do the same twice. */
  readonly errors: number;
  /** Threads that were lost. */
  readonly lost: readonly Lost[];
  readonly interrupted: boolean;
  readonly skipped: readonly { oracle: string; reason: string }[];
  readonly findingsFolder: string;
}

export function findingRow(finding: Finding, directory: string | null): Fields {
  const { violation, state, cause, program, reproduced, runs, target, alsoSeen, known } = finding;
  return {
    fingerprint: identityOf(finding),
    violation: violation.fingerprint,
    oracle: violation.oracle,
    state,
    advisory: advisoryOf(finding),
    cause: causeName(finding.cause) || null,
    title: violation.title,
    detail: violation.detail,
    rules: violation.rules,
    target,
    actions: program?.actions.length ?? null,
    alsoSeen: alsoSeen.map(({ fingerprint }) => fingerprint),
    hardening: known?.hardening ?? (cause?.kind === 'weakness' ? cause.hardening.id : null),
    reproduced,
    runs,
    executions: finding.executions,
    directory,
  };
}

/** A row for a finding of the folder that is still there: not minimised once more. */
export function againRow(
  { identity, violation, target, executions }: Again,
  { state, directory }: Pick<FiledFinding, 'state' | 'directory'>,
): Fields {
  const { fingerprint, oracle, title, detail, rules } = violation;
  return {
    fingerprint: identity,
    violation: fingerprint,
    oracle,
    state,
    seenBefore: true,
    title,
    detail,
    rules,
    target,
    executions,
    directory,
  };
}

/** A row for what is no finding. */
export function eventFields(event: Exclude<CampaignEvent, Finding | Again>): Fields {
  if (event.kind === 'pulse') return { kind: event.kind, ...progressFields(event.progress) };
  if (event.kind !== 'consequence') return { ...event };
  const { kind, violation, of } = event;
  return { kind, fingerprint: violation.fingerprint, title: violation.title, of };
}

function progressFields(progress: Progress): Fields {
  const { executions, features, edges, corpus, fetchPoints, flippedPoints, findings, hygiene } = progress;
  return {
    executions,
    features,
    ...edgeFields(edges),
    corpus,
    fetchPoints,
    flippedPoints,
    findings,
    hygiene,
  };
}

/** One thread is one worker. */
const workersOf = ({ workers, executions }: SharedProgress) => workers ?? [{ executions }];

const edgeFields = (edges: Progress['edges']): Fields => ({
  edgesCovered: edges?.covered ?? null,
  edgesTotal: edges?.total ?? null,
});

export function summaryFields(totals: Totals): Fields {
  const {
    seed,
    profile,
    flaws,
    hardenings,
    executor,
    devices,
    progress,
    seconds,
    errors,
    interrupted,
    skipped,
  } = totals;
  return {
    seed,
    profile,
    flaws,
    hardenings,
    executor,
    devices,
    executions: progress.executions,
    executionsBefore: totals.executionsBefore,
    executionsPerSecond: rate(progress.executions, seconds),
    workers: workersOf(progress).map(({ executions }) => ({
      executions,
      executionsPerSecond: rate(executions, seconds),
    })),
    lost: totals.lost.length,
    ...edgeFields(progress.edges),
    features: progress.features,
    fetchPoints: { reached: progress.fetchPoints, flipped: progress.flippedPoints },
    corpus: progress.corpus,
    stability: errors === 0 ? 1 : 0,
    byTarget: progress.byTarget,
    findings: progress.findings,
    seenBefore: totals.seenBefore.map(({ identity }) => identity),
    hygiene: progress.hygiene,
    skipped,
    interrupted,
    durationSeconds: Math.round(seconds * 1000) / 1000,
  };
}
