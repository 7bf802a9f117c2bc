import type { Footprint, Stretch } from './footprint.ts';
import type { Point, Trace } from './points.ts';
import type { Rival } from './rivals.ts';

/** Points in order that are one placement for a rival: `first` is run for all up to `last`. */
export interface Place {
  readonly first: number;
  readonly last: number;
}

/** Points of an action, and what the backend did after each of them. */
export interface Course extends Trace {
  readonly stretches: readonly Stretch[];
}

/** Words of the request that a rival's request has otherwise than the one before it; beyond, both are the same. */
const LAST_DIFFERENT_WORD = 8;

/**
 * The placement of a rival that was run at `first`: up to the first stretch of the backend that it does not commute
 * with. Two rules; `interleave.test.ts` runs every placement of a small bound and compares.
 *
 * 1. *Copy.* The backend loads a word of the request slot, which the rival does not write with another value, and
 *    then the next word. The load changes nothing but the backend's private copy, which nobody looks at before the
 *    copy is whole, and what it finds is the same before and after the rival. A rival that takes the page away stops
 *    the copy at its next word, whichever that is; nothing of it has been used.
 * 2. *Configuration space.* The backend accesses nothing but configuration space, and the rival, where it was run,
 *    nothing of a device (`light`): neither finds what the other wrote. Such accesses take no time; the rival may, but
 *    nobody asks when configuration space was accessed. Since the rival finds the same at the next point, it does the
 *    same there.
 */
export function placeFrom(first: number, course: Course, rival: Rival, footprint: Footprint): Place {
  const { points, stretches } = course;
  let last = first;
  while (
    last + 1 < points.length &&
    (copies(points[last] as Point, points[last + 1] as Point, stretches[last] as Stretch, rival) ||
      (stretches[last] === 'config' && footprint !== 'heavy'))
  )
    last++;
  return { first, last };
}

/** Only the scheduler acts, and it found nothing to run: the execution is the one without the rival. */
export const isIdle = ({ steps }: Rival, footprint: Footprint): boolean =>
  footprint === 'none' && steps.every((step) => step.do === 'run');

const isSlotLoad = ({ on, word }: Point): boolean => on === 'fetch' && word > 0 && word < 138;

const copies = (point: Point, next: Point, stretch: Stretch, { writesSlot }: Rival): boolean =>
  stretch === 'load' &&
  isSlotLoad(point) &&
  isSlotLoad(next) &&
  next.word === point.word + 1 &&
  (writesSlot !== true || point.word > LAST_DIFFERENT_WORD);

/**
 * A rival that came at the first point of its place stopped the copy that the backend was at: there, and wherever
 * else it comes, the points after it are those after the copy.
 */
export function stopsCopy(plain: Course, changed: Course, { first, last }: Place): boolean {
  const [before, after] = [plain.points[last], changed.points[last]];
  return last > first && (before?.on !== after?.on || before?.word !== after?.word);
}

/** Points that a second event can come at, over all placements of the first one. */
export function pointsAfter(points: number, { first, last }: Place, stopped: boolean): number {
  const count = last - first + 1;
  const most = count * (points - first);
  return stopped ? most : most - (count * (count - 1)) / 2;
}

/** Placements of two events that a pair of places stands for: the second at the point of the first, or later. */
export function placementsOf(one: Place, two: Place, stopped: boolean): number {
  const size = two.last - two.first + 1;
  let sum = 0;
  for (let member = one.first; member <= one.last; member++)
    sum += stopped || member <= two.first ? size : Math.max(0, two.last - member + 1);
  return sum;
}
