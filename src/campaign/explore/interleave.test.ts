import { expect, it } from 'vitest';
import type { Change } from '../../changes/change.ts';
import { flawsNamed, makeProfile } from '../../changes/profiles.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Course, type Place, placeFrom, placementsOf } from './commute.ts';
import { exploreInterleavings } from './interleave.ts';
import type { Placed } from './placements.ts';
import { type Rival, rivals } from './rivals.ts';
import { drain, notingBench, unorderedOutcome } from './testing/bench.ts';
import type { UnitBench } from './unit-bench.ts';

// Which words were copied before the page went is no outcome.
const skipped = new Set<number>([Ev.PointHit, Ev.Fetch]);

const rivalNamed = (name: string): Rival => {
  const found = rivals.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

const at = (course: Course, point: number, { steps }: Rival): Placed => {
  const found = course.points[point];
  if (found === undefined) throw new Error(`no point ${point}`);
  return { point: found, then: steps };
};

/** Places of a rival after what is placed already, as the explorer makes them. */
function placesOf(
  bench: UnitBench,
  course: Course,
  from: number,
  rival: Rival,
  placed: Placed[] = [],
): Place[] {
  const places: Place[] = [];
  for (let first = from; first < course.points.length; first = (places.at(-1) as Place).last + 1) {
    const { footprint } = bench.checkEvents([...placed, at(course, first, rival)], 'interleavings');
    places.push(placeFrom(first, course, rival, footprint));
  }
  return places;
}

function hardened(flaw: string): Change[] {
  const made = makeProfile('hardened');
  if ('problem' in made) throw new Error(made.problem.kind);
  return [...made.profile.changes, ...flawsNamed(flaw)];
}

it.each([
  ['events', 'xsa-331-unbind-no-sync', 100],
  ['destroy', 'teardown-leak', 20],
  ['unbind', 'stale-page-reference', 20],
])(
  '%s: every placement of every event does what the one does that is run for it',
  (operation, flaw, atLeast) => {
    const { bench, judge } = notingBench(operation, hardened(flaw));
    const plain = bench.course([]);
    let most = 0;
    for (const rival of rivals) {
      const outcome = (point: number) =>
        unorderedOutcome(judge, bench.program([at(plain, point, rival)]), skipped);
      for (const { first, last } of placesOf(bench, plain, 0, rival)) {
        most = Math.max(most, last - first + 1);
        const wanted = last > first ? outcome(first) : '';
        for (let point = first + 1; point <= last; point++) {
          if (outcome(point) !== wanted)
            expect([rival.name, point, outcome(point)]).toEqual([rival.name, first, wanted]);
        }
      }
    }
    expect(most).toBeGreaterThan(atLeast);
  },
  120_000,
);

it.each([
  ['events', 'frontend closes, whole', ['another request', 'unbind, begun']],
  ['events', 'event', ['frontend closes, whole']],
  ['destroy', 'event', ['frontend closed, begun', 'unbind, one step']],
  ['unbind', 'the next transaction cannot begin', ['destroy, begun', 'AER, one step']],
])(
  'two events, %s, %s: the corners of every class do what the one does that is run for it',
  (operation, one, others) => {
    const { bench, judge } = notingBench(operation, hardened('xsa-331-unbind-no-sync'));
    const plain = bench.course([]);
    const first = rivalNamed(one);
    let compared = 0;
    for (const place of placesOf(bench, plain, 0, first)) {
      const placed = at(plain, place.first, first);
      const changed = bench.course([placed]);
      for (const other of others.map(rivalNamed)) {
        for (const later of placesOf(bench, changed, place.first, other, [placed])) {
          const outcome = (member: number, point: number) =>
            unorderedOutcome(
              judge,
              bench.program([at(plain, member, first), at(changed, point, other)]),
              skipped,
            );
          const corners = [place.first, place.last].flatMap((member) =>
            [later.first, later.last].flatMap((point) => (point >= member ? [[member, point] as const] : [])),
          );
          const seen = new Set(corners.map(([member, point]) => `${member} ${point}`));
          if (seen.size < 2) continue;
          compared++;
          const wanted = outcome(place.first, later.first);
          for (const [member, point] of corners) expect(outcome(member, point)).toBe(wanted);
        }
      }
    }
    expect(compared).toBeGreaterThan(0);
  },
  120_000,
);

it.each(['events', 'destroy', 'close'])(
  '%s: the numbers stated are those of placing and running everything',
  (operation) => {
    const { bench, looked } = notingBench(operation, hardened('xsa-331-unbind-no-sync'));
    const one = rivalNamed('frontend closes, whole');
    const others = [rivalNamed('event'), rivalNamed('others go on, one step')];
    drain(exploreInterleavings(bench, one, 2, others));
    const { interleavings, doubles } = bench.counts;
    const plain = bench.course([]);
    let placements = 0;
    for (let member = 0; member < plain.points.length; member++) {
      const { points } = bench.course([at(plain, member, one)]);
      placements += others.length * (points.length - member);
    }
    expect(interleavings.unpruned).toBe(plain.points.length);
    expect(doubles.unpruned).toBe(placements);
    expect([interleavings.run, doubles.run]).toEqual([interleavings.classes, doubles.classes]);
    expect(looked.length).toBe(1 + interleavings.run + doubles.run);
    expect(new Set(looked.map((program) => JSON.stringify(program))).size).toBe(looked.length);
  },
  60_000,
);

it('placements that a pair of places stands for: the second event not before the first', () => {
  const count = (one: Place, two: Place) => {
    let sum = 0;
    for (let m = one.first; m <= one.last; m++) for (let q = two.first; q <= two.last; q++) if (q >= m) sum++;
    return sum;
  };
  for (const [a, b] of [
    [3, 9],
    [0, 0],
    [5, 5],
    [0, 3],
    [8, 12],
  ] as const) {
    const one = { first: 2, last: 7 };
    const two = { first: a, last: b };
    expect(placementsOf(one, two, false)).toBe(count(one, two));
  }
});
