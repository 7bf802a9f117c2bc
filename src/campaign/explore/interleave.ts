import type { Step } from '../../program/program.ts';
import type { Placed } from './placements.ts';
import type { Point, Trace } from './points.ts';
import { shownEvent } from './result.ts';
import type { UnitBench } from './unit.ts';

/** Something that happens on another processor while the backend is at a point. */
export interface Rival {
  readonly name: string;
  readonly steps: readonly Step[];
  /** It writes the request slot of the page. */
  readonly writesSlot?: true;
}

const run = (task: 'worker' | 'xenwatch' | 'aer' | 'sysfs', steps: number): Step => ({
  do: 'run',
  task,
  steps,
});

/** Begins and is left waiting; is preempted in turn after one step; runs as far as it can. */
function variants(name: string, step: Step, task: 'worker' | 'xenwatch' | 'aer' | 'sysfs'): Rival[] {
  return [
    { name: `${name}, begun`, steps: [step] },
    { name: `${name}, one step`, steps: [step, run(task, 1)] },
    { name: `${name}, whole`, steps: [step, run(task, 64)] },
  ];
}

const request: Step = { do: 'op', cmd: 1, offset: 4, size: 2, value: 0 };

/** Events that preempt the backend. */
export const rivals: readonly Rival[] = Object.freeze([
  { name: 'event', steps: [{ do: 'notify' }] },
  { name: 'another request', steps: [request], writesSlot: true },
  { name: 'another request, served', steps: [request, run('worker', 64)], writesSlot: true },
  ...variants('frontend closes', { do: 'node', name: 'state', value: '5' }, 'xenwatch'),
  ...variants('destroy', { do: 'toolstack', step: 'destroy' }, 'xenwatch'),
  ...variants('unbind', { do: 'unbind' }, 'sysfs'),
  ...variants('AER', { do: 'aer', callback: 'detected', state: 2 }, 'aer'),
] satisfies Rival[]);

/** Points that are one placement for a rival. */
interface Place {
  readonly first: number;
  readonly last: number;
}

/** Words of the request that a rival's request has otherwise than the one before it; beyond, both are the same. */
const LAST_DIFFERENT_WORD = 8;

/**
 * Points in order, with those put together between which the backend loads nothing but words of the request slot that
 * the rival does not write with another value. The argument: such a load changes nothing but the backend's private
 * copy, which nobody looks at before the copy is whole, and what it finds is the same before and after the rival. A
 * rival that takes the page away stops the copy at its next word, whichever that is; nothing of it has been used.
 */
export function places({ points }: Trace, rival: Rival): Place[] {
  const result: Place[] = [];
  let first = 0;
  for (let i = 0; i < points.length; i++) {
    const next = points[i + 1];
    if (next !== undefined && commutes(points[i] as Point, rival) && followsInCopy(points[i] as Point, next))
      continue;
    result.push({ first, last: i });
    first = i + 1;
  }
  return result;
}

const isSlotLoad = ({ on, word }: Point): boolean => on === 'fetch' && word > 0 && word < 138;

const followsInCopy = (point: Point, next: Point): boolean =>
  isSlotLoad(next) && next.word === point.word + 1;

const commutes = (point: Point, { writesSlot }: Rival): boolean =>
  isSlotLoad(point) && (writesSlot !== true || point.word > LAST_DIFFERENT_WORD);

/** One rival at every place; with two preemptions, every second rival after it. */
export function* exploreInterleavings(
  bench: UnitBench,
  one: Rival,
  preemptions: 0 | 1 | 2,
): Generator<number, void, void> {
  bench.checkBase();
  if (preemptions === 0) return;
  const plain = bench.trace([], []);
  const count = bench.counts.interleavings;
  count.unpruned += plain.points.length;
  for (const place of places(plain, one)) {
    count.classes++;
    const placed = at(plain, place, one);
    bench.check(bench.program([placed]), 'interleavings', () => ({
      placed: [shown(plain, place, one)],
      placements: size(place),
    }));
    if (bench.isPause) yield bench.programs;
    if (preemptions === 2) yield* exploreSecond(bench, plain, place, one, placed);
  }
}

function* exploreSecond(
  bench: UnitBench,
  plain: Trace,
  place: Place,
  one: Rival,
  placed: Placed,
): Generator<number, void, void> {
  const changed = bench.trace([placed], []);
  const count = bench.counts.interleavings;
  for (const other of rivals) {
    // A member of the first class has the points after it to go, which are more by its distance to the last.
    for (let member = place.first; member <= place.last; member++)
      count.unpruned += changed.points.length - member - 1;
    for (const later of places(changed, other)) {
      if (later.last <= place.last) continue;
      const next = later.first <= place.last ? { ...later, first: place.last + 1 } : later;
      count.classes++;
      bench.check(bench.program([placed, at(changed, next, other)]), 'interleavings', () => ({
        placed: [shown(plain, place, one), shown(changed, next, other)],
        placements: size(place) * size(next),
      }));
      if (bench.isPause) yield bench.programs;
    }
  }
}

const size = ({ first, last }: Place): number => last - first + 1;

const at = ({ points }: Trace, { last }: Place, { steps }: Rival): Placed => ({
  point: points[last] as Point,
  then: steps,
});

const shown = ({ points }: Trace, { first, last }: Place, { name }: Rival) =>
  shownEvent(name, points[first] as Point, points[last] as Point);
