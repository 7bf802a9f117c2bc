import {
  type Course,
  isIdle,
  type Place,
  placeFrom,
  placementsOf,
  pointsAfter,
  stopsCopy,
} from './commute.ts';
import type { Placed } from './placements.ts';
import type { Point, Trace } from './points.ts';
import { shownEvent } from './result.ts';
import { type Rival, rivals } from './rivals.ts';
import type { UnitBench } from './unit-bench.ts';

/**
 * One rival at every place of the operation; with two preemptions, after it every second rival: at the same point,
 * where it comes after the first one, or at a later one.
 */
export function* exploreInterleavings(
  bench: UnitBench,
  one: Rival,
  preemptions: 0 | 1 | 2,
  seconds: readonly Rival[] = rivals,
): Generator<number, void, void> {
  bench.checkBase();
  if (preemptions === 0) return;
  const plain = bench.course([]);
  bench.counts.interleavings.unpruned += plain.points.length;
  for (let first = 0, next = 0; first < plain.points.length; first = next) {
    const placed = at(plain, first, one);
    const { footprint, note } = bench.checkEvents([placed], 'interleavings');
    const place = placeFrom(first, plain, one, footprint);
    next = place.last + 1;
    note(() => ({ placed: [shown(plain, place, one)], placements: size(place) }));
    if (bench.isPause) yield bench.programs;
    if (preemptions !== 2) continue;
    const changed = bench.course([placed]);
    const stopped = stopsCopy(plain, changed, place);
    bench.counts.doubles.unpruned += seconds.length * pointsAfter(changed.points.length, place, stopped);
    // The second one alone: run by its own unit.
    if (isIdle(one, footprint)) continue;
    const before = { place, placed, stopped, shown: shown(plain, place, one) };
    for (const other of seconds) yield* exploreSecond(bench, changed, before, other);
  }
}

interface First {
  readonly place: Place;
  readonly placed: Placed;
  readonly stopped: boolean;
  readonly shown: ReturnType<typeof shownEvent>;
}

function* exploreSecond(
  bench: UnitBench,
  changed: Course,
  before: First,
  other: Rival,
): Generator<number, void, void> {
  const { place } = before;
  for (let first = place.first, next = 0; first < changed.points.length; first = next) {
    const { footprint, note } = bench.checkEvents([before.placed, at(changed, first, other)], 'doubles');
    const later = placeFrom(first, changed, other, footprint);
    next = later.last + 1;
    note(() => ({
      placed: [before.shown, shown(changed, later, other)],
      placements: placementsOf(place, later, before.stopped),
    }));
    if (bench.isPause) yield bench.programs;
  }
}

const size = ({ first, last }: Place): number => last - first + 1;

const at = ({ points }: Trace, point: number, { steps }: Rival): Placed => ({
  point: points[point] as Point,
  then: steps,
});

const shown = ({ points }: Trace, { first, last }: Place, { name }: Rival) =>
  shownEvent(name, points[first] as Point, points[last] as Point);
