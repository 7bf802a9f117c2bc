import type { Change } from '../changes/change.ts';
import type { Baseline } from './baseline.ts';
import { Campaign, type KnownCase } from './campaign.ts';
import type { Causes } from './cause.ts';
import type { Finding } from './finding.ts';
import type { Judge } from './judge.ts';
import type { AnyTarget } from './target.ts';

/** Where the seed of a fuzz test comes from. */
export type SeedSource = 'environment' | 'option' | 'default';

/** A bounded campaign inside somebody's test suite: everything it needs, read and checked. */
export interface FuzzTestPlan {
  readonly targets: readonly AnyTarget[];
  /** Names of the devices that programs are made up for, in a fixed order. */
  readonly devices: readonly string[];
  /** Texts the byte targets start from. */
  readonly texts: readonly string[];
  /** Replayed before anything is made up; {@link KnownCase.name} is the file. */
  readonly known: readonly KnownCase[];
  readonly runs: number;
  readonly seed: string;
  readonly seedFrom: SeedSource;
  readonly baseline: Baseline;
  readonly causes: Causes | undefined;
  /** Changes in force; empty when the executor is the caller's own. */
  readonly changes: readonly Change[];
  makeJudge(): Judge;
}

/** A violation that is not known. */
export interface FuzzTestFinding extends Finding {
  /** File of the known case that showed it; null: it was made up. */
  readonly knownCase: string | null;
}

export interface FuzzTestResult {
  /** Those of known cases, or the first one that fuzzing met. */
  readonly findings: readonly FuzzTestFinding[];
  /** Programs that did not do the same twice: then nothing else can be relied on. */
  readonly unstable: readonly string[];
  readonly replayed: number;
  /** Programs made up and run; at most `runs`. */
  readonly executions: number;
  /** Fingerprints of the baseline that were met. */
  readonly knownMet: readonly string[];
  /** Oracles that cannot judge the executor, with what they lack. */
  readonly skipped: Judge['skipped'];
  readonly seed: string;
  readonly seedFrom: SeedSource;
  /** It was stopped before its end. */
  readonly stopped: boolean;
}

/**
 * Replays the known cases and, when they show nothing new, fuzzes until the first finding or for the plan's runs.
 * Yields now and then so that others may run.
 * @param stop asked between executions
 */
export function* fuzzSteps(
  plan: FuzzTestPlan,
  stop: () => boolean = () => false,
): Generator<undefined, FuzzTestResult, void> {
  const cases = new Set(plan.known.map(({ name }) => name));
  const findings: FuzzTestFinding[] = [];
  const unstable: string[] = [];
  const knownMet: string[] = [];
  let stopped = false;
  const campaign = new Campaign({
    targets: plan.targets,
    devices: plan.devices,
    seed: plan.seed,
    runs: plan.runs,
    stopOnFirst: true,
    baseline: plan.baseline,
    causes: plan.causes,
    known: plan.known,
    texts: plan.texts,
    makeJudge: plan.makeJudge,
    stop: () => {
      stopped ||= stop();
      return stopped || unstable.length > 0;
    },
  });
  for (const event of campaign.run()) {
    if (event === undefined) yield undefined;
    else if (event.kind === 'error') unstable.push(event.problem);
    else if (event.kind !== 'finding') continue;
    else if (event.state === 'known') knownMet.push(event.violation.fingerprint);
    else findings.push({ ...event, knownCase: cases.has(event.target) ? event.target : null });
  }
  return {
    findings,
    unstable,
    replayed: plan.known.length,
    executions: campaign.progress().executions,
    knownMet,
    skipped: campaign.skipped,
    seed: plan.seed,
    seedFrom: plan.seedFrom,
    stopped,
  };
}
