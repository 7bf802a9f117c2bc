import { STEPS_PER_PROGRAM } from '../campaign/bench/calibration.ts';
import type { Change, Entry } from '../campaign/bench/history.ts';
import type { Machine } from '../campaign/bench/machine.ts';
import type { Scaling } from '../campaign/bench/workers.ts';
import {
  BENCH_ACTIONS,
  COUNTED_CORE,
  COUNTED_ENGINE,
  COUNTED_LOOP,
  FULL_LOOP,
  type Measure,
  OWN_ENGINE,
} from '../campaign/bench.ts';
import { FAST_CHECK } from '../campaign/fast-check/engines.ts';

export const CALIBRATION = 'calibration';
export const JAZZER = 'jazzer';

/** What `bench` found out. */
export interface BenchResult {
  readonly measures: readonly Measure[];
  readonly scaling: Scaling | null;
  /** Why something is missing. */
  readonly lacking: readonly string[];
  readonly machine: Machine;
  readonly profile: string;
  readonly programs: number;
}

/** The figures that the project is held to; null: not measured. */
export interface Ratios {
  readonly ratioToBareCore: number | null;
  /** The engine, programs made up and judged, to others that make up and judge the like. */
  readonly ratioToFastCheck: number | null;
  readonly ratioToJazzer: number | null;
  readonly twoWorkerScaling: number | null;
}

export function ratiosOf({ measures, scaling }: BenchResult): Ratios {
  // Jazzer.js counts edges as well, so it is set beside the engine that does.
  const counting = has(measures, COUNTED_ENGINE) ? COUNTED_ENGINE : OWN_ENGINE;
  return {
    ratioToBareCore: times(measures, FULL_LOOP, 'bare'),
    ratioToFastCheck: times(measures, OWN_ENGINE, FAST_CHECK),
    ratioToJazzer: times(measures, counting, JAZZER),
    twoWorkerScaling: scaling?.twoWorkerScaling ?? null,
  };
}

/** Times as slow by counters; null when the core was not measured with them. */
export function slowdownByCounters(
  measures: readonly Measure[],
): { bareCore: number; fullLoop: number } | null {
  const bareCore = times(measures, 'bare', COUNTED_CORE);
  const fullLoop = times(measures, FULL_LOOP, COUNTED_LOOP);
  return bareCore === null || fullLoop === null ? null : { bareCore, fullLoop };
}

/** What a program costs in steps of the calibration loop: comparable between machines, roughly. */
export function calibrationSteps(measures: readonly Measure[], { microsecondsPerProgram }: Measure): number {
  const loop = measures.find(({ name }) => name === CALIBRATION)?.microsecondsPerProgram ?? Number.NaN;
  return Math.round((microsecondsPerProgram * STEPS_PER_PROGRAM) / loop);
}

/** The line of the history for this run. @param date milliseconds since 1970 */
export function entryOf(result: BenchResult, date: number): Entry {
  const { machine, profile, programs, measures } = result;
  return {
    format: 'pciback-rig bench',
    version: 1,
    date: new Date(date).toISOString(),
    machine,
    profile,
    programs,
    actions: BENCH_ACTIONS,
    costs: Object.fromEntries(
      measures.map(({ name, microsecondsPerProgram }) => [name, microsecondsPerProgram]),
    ),
    ...ratiosOf(result),
  };
}

/** One line: how this run differs from the last like it. */
export function changeLine({ since, speeds, ratioToBareCore: [before, now] }: Change): string {
  const speed = (name: string): string => (speeds[name] ?? Number.NaN).toFixed(2);
  const ratio = (value: number | null): string => value?.toFixed(2) ?? 'none';
  return (
    `Since ${since}: bare core ${speed('bare')} times as fast, full loop ${speed(FULL_LOOP)} ` +
    `(ratio ${ratio(before)}, now ${ratio(now)}), calibration loop ${speed(CALIBRATION)}.`
  );
}

const has = (measures: readonly Measure[], name: string): boolean =>
  measures.some((one) => one.name === name);

/** Speed of one stage as a multiple of another's; null when one was not measured. */
function times(measures: readonly Measure[], name: string, other: string): number | null {
  const time = (which: string) => measures.find((one) => one.name === which)?.microsecondsPerProgram;
  const [mine, theirs] = [time(name), time(other)];
  return mine === undefined || theirs === undefined ? null : theirs / mine;
}
