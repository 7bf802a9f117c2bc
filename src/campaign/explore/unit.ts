import type { Judge } from '../judge.ts';
import {
  type ChangeClass,
  changeClasses,
  pairPlacements,
  secondClasses,
  singlePlacements,
} from './classes.ts';
import type { DeviceChoice, Mode } from './devices.ts';
import { exploreInterleavings } from './interleave.ts';
import type { Operation } from './operations.ts';
import { changeOf, type Placed } from './placements.ts';
import type { Trace } from './points.ts';
import { shownChange, type UnitResult } from './result.ts';
import type { Rival } from './rivals.ts';
import { UnitBench } from './unit-bench.ts';
import type { FieldValues } from './values.ts';

/** One operation on one device in one mode: what is explored as a whole. */
export interface Unit {
  readonly id: string;
  readonly operation: Operation;
  readonly device: DeviceChoice;
  readonly mode: Mode;
  /** The first event of its interleavings. */
  readonly rival?: Rival;
}

export interface UnitOptions {
  /** Values of each field at most. */
  readonly values: number;
  readonly pairs: boolean;
  readonly preemptions: 0 | 1 | 2;
  /** Placements shown of each violation and unit at most. */
  readonly limit: number;
  /** Count the loads of each byte of a request. */
  readonly countFetches?: boolean;
}

/** Runs the programs of one unit; yields the programs run so far, now and then. */
export function* exploreUnit(
  judge: Judge,
  unit: Unit,
  options: UnitOptions,
  now: () => number,
): Generator<number, UnitResult, void> {
  const began = now();
  const bench = new UnitBench(judge, unit, options.limit);
  if (unit.rival !== undefined) yield* exploreInterleavings(bench, unit.rival, options.preemptions);
  else yield* exploreChanges(bench, bench.fields(options.values), options.pairs);
  const { operation, device, mode, id } = unit;
  return {
    unit: id,
    operation: operation.name,
    device: device.name,
    deviceClass: device.class,
    mode: mode.name,
    counts: bench.counts,
    seconds: (now() - began) / 1000,
    violations: bench.violations.all(),
    ...(options.countFetches && operation.fields === 'request' ? { fetches: bench.fetches() } : {}),
  };
}

/** Every single change of the fields, and with `pairs` every second one after it. */
export function* exploreChanges(
  bench: UnitBench,
  fields: readonly FieldValues[],
  pairs: boolean,
): Generator<number, void, void> {
  const { counts } = bench;
  const words = fields.map(({ word }) => word);
  bench.checkBase();
  const plain = bench.trace([], words);
  const firsts = changeClasses(plain, fields);
  counts.singles.unpruned = singlePlacements(plain.points.length, fields);
  counts.singles.classes = firsts.length;
  const lengths: [ChangeClass, number][] = [];
  for (const first of firsts) {
    const one = placedAt(first, plain);
    const program = bench.program([one]);
    bench.check(program, 'singles', () => ({
      placed: [shownChange(first, plain.points)],
      placements: first.last - first.first + 1,
    }));
    if (bench.isPause) yield bench.programs;
    if (!pairs) continue;
    const changed = bench.trace([one], words);
    lengths.push([first, changed.points.length]);
    const seconds = secondClasses(changed, fields, first);
    counts.pairs.classes += seconds.length;
    for (const second of seconds) {
      bench.check(bench.program([one, placedAt(second, changed)]), 'pairs', () => ({
        placed: [shownChange(first, plain.points), shownChange(second, changed.points)],
        placements: (first.last - first.first + 1) * (second.last - second.first + 1),
      }));
      if (bench.isPause) yield bench.programs;
    }
  }
  if (pairs) counts.pairs.unpruned = pairPlacements(plain.points.length, fields, lengths);
}

function placedAt({ field, value, last }: ChangeClass, { points }: Trace): Placed {
  const point = points[last];
  if (point === undefined) throw new RangeError(`there is no point ${last}`);
  return { point, then: [changeOf(field, value)] };
}
