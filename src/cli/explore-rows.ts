import type { Baseline, KnownWeakness } from '../campaign/baseline.ts';
import { type Cause, type Causes, causeName } from '../campaign/cause.ts';
import { bounds } from '../campaign/explore/bound.ts';
import type { DeviceChoice } from '../campaign/explore/devices.ts';
import type { ExploreConfig } from '../campaign/explore/explorer.ts';
import { totalOf, type UnitResult } from '../campaign/explore/result.ts';
import type { ExploreSummary, ExploreViolation } from '../campaign/explore/summary.ts';
import { advisoryOf } from '../campaign/finding.ts';
import type { Fields } from './json.ts';

/** A violation with what it is put down to. */
export interface JudgedViolation extends ExploreViolation {
  readonly state: 'new' | 'known';
  readonly cause: Cause;
  /** The program is the smallest that shows it. */
  readonly isMinimised?: true;
}

/** Everything a finished exploration is summed up from. */
export interface Told {
  readonly profile: string;
  readonly config: ExploreConfig;
  readonly devices: readonly DeviceChoice[];
  readonly unitsPlanned: number;
  readonly unitsResumed: number;
  readonly summary: ExploreSummary;
  readonly violations: readonly JudgedViolation[];
  readonly interrupted: boolean;
  readonly seconds: number;
  readonly journal: string;
}

/** Known is what the baseline lists, and what a hardening closes for which it lists something. */
export function judged(
  one: ExploreViolation,
  baseline: Baseline,
  causes: Pick<Causes, 'of'>,
): JudgedViolation {
  const { program, violation } = one;
  const cause = causes.of(program, violation);
  return {
    ...one,
    cause,
    state: knownAs(violation.fingerprint, cause, baseline) === undefined ? 'new' : 'known',
  };
}

function knownAs(fingerprint: string, cause: Cause, baseline: Baseline): KnownWeakness | undefined {
  if (cause?.kind === 'flaws') return undefined;
  return baseline.get(fingerprint) ?? (cause === null ? undefined : baseline.closedBy(cause.hardening.id));
}

export function unitRow(result: UnitResult, resumed: boolean): Fields {
  const { unit, operation, device, deviceClass, mode, counts, seconds, violations } = result;
  return {
    unit,
    operation,
    device,
    deviceClass,
    mode,
    ...counts,
    seconds,
    violations: violations.map(({ violation }) => violation.fingerprint),
    resumed,
  };
}

export function violationRow(one: JudgedViolation): Fields {
  const { violation, kinds, state, cause, placements, classes, shown, program } = one;
  const { fingerprint, oracle, title, detail, rules } = violation;
  return {
    fingerprint,
    oracle,
    state,
    title,
    detail,
    rules,
    cause: causeName(cause) || null,
    advisory: advisoryOf(one),
    kinds,
    placements,
    classes,
    shown,
    program: { format: 'pciback-rig program', version: 1, ...program },
  };
}

export function summaryFields(told: Told): Fields {
  const { config, summary, seconds, devices, violations } = told;
  const { unpruned, classes, run } = totalOf(summary.total);
  return {
    profile: told.profile,
    flaws: config.flaws,
    hardenings: config.hardenings,
    bound: { name: config.bound, title: bounds[config.bound].title },
    pairs: config.pairs,
    preemptions: config.preemptions,
    devices,
    units: { planned: told.unitsPlanned, done: summary.units, resumed: told.unitsResumed },
    unpruned,
    classes,
    run,
    byOperation: Object.fromEntries(summary.byOperation),
    ...(config.executor === undefined
      ? {}
      : { executor: config.executor, fetches: Object.fromEntries(summary.fetches) }),
    total: summary.total,
    violations: {
      new: violations.filter(({ state }) => state === 'new').length,
      known: violations.filter(({ state }) => state === 'known').length,
    },
    interrupted: told.interrupted,
    seconds: Math.round(seconds * 1000) / 1000,
  };
}
