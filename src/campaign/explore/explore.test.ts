import { expect, it } from 'vitest';
import { flawsNamed } from '../../changes/profiles.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Program } from '../../program/program.ts';
import { totalOf } from './result.ts';
import { drain, fingerprintsOf, notingBench, outcomeOf } from './testing/bench.ts';
import { type Change, changesFrom, place, Representatives } from './testing/unpruned.ts';
import { exploreChanges } from './unit.ts';
import type { FieldValues } from './values.ts';

const pointsOnly = new Set<number>([Ev.PointHit]);
const inPlace = flawsNamed('xsa-155');

/** Some of an operation's fields with their first values. */
function someFields(
  all: readonly FieldValues[],
  wanted: Readonly<Record<string, readonly number[]>>,
): FieldValues[] {
  return all.flatMap((one) => {
    const values = wanted[one.field];
    return values === undefined ? [] : [{ ...one, values }];
  });
}

const textOf = ({ actions }: Program): string => JSON.stringify(actions);

/** Runs a program once, however often it is asked about. */
function outcomes(judge: Parameters<typeof outcomeOf>[0], skip = pointsOnly) {
  const known = new Map<string, string>();
  return (program: Program): string => {
    const key = textOf(program);
    const outcome = known.get(key) ?? outcomeOf(judge, program, skip);
    known.set(key, outcome);
    return outcome;
  };
}

it('single changes: every placement does what the one does that is run for it, and no violation is lost', () => {
  const { bench, judge, looked } = notingBench('enable-msix', inPlace);
  const fields = bench.fields(2);
  drain(exploreChanges(bench, fields, false));
  const ran = new Set(looked.map(textOf));
  const found = new Set(bench.violations.all().map(({ violation }) => violation.fingerprint));
  const outcome = outcomes(judge);
  const representatives = new Representatives(bench, fields);
  const { plain } = representatives;
  const seen = new Set<string>();
  const placementsOf = new Map<string, number>();
  let placements = 0;
  for (const change of changesFrom(0, plain, fields)) {
    placements++;
    const actual = bench.program([place(change, plain)]);
    const run = bench.program(representatives.placed(representatives.ofOne(change)));
    expect(ran).toContain(textOf(run));
    expect(outcome(actual)).toBe(outcome(run));
    for (const { fingerprint, hygiene } of judge.judge(actual)) {
      if (hygiene) continue;
      seen.add(fingerprint);
      placementsOf.set(fingerprint, (placementsOf.get(fingerprint) ?? 0) + 1);
    }
  }
  expect(placements).toBe(bench.counts.singles.unpruned);
  expect(bench.counts.singles.classes).toBeLessThan(placements / 5);
  expect(seen.size).toBeGreaterThan(1);
  expect([...seen].sort()).toEqual([...found].sort());
  for (const { violation, placements: said } of bench.violations.all())
    expect([violation.fingerprint, said]).toEqual([
      violation.fingerprint,
      placementsOf.get(violation.fingerprint),
    ]);
}, 60_000);

it.each([
  ['aer', [], { flags: [3, 6], 'aer.err': [6] }],
  ['disable-msi', flawsNamed('xsa-155-in-place'), { 'op.cmd': [2], 'op.value': [7] }],
] as const)(
  'pairs: the same for %s',
  (name, changes, wanted) => {
    const { bench, judge, looked } = notingBench(name, changes);
    const fields = someFields(bench.fields(Number.POSITIVE_INFINITY), wanted);
    drain(exploreChanges(bench, fields, true));
    const ran = new Set(looked.map(textOf));
    const outcome = outcomes(judge);
    const representatives = new Representatives(bench, fields);
    const { plain } = representatives;
    const isLater = (one: Change, two: Change) => two.point > one.point || two.index > one.index;
    const seen = new Set<string>();
    let placements = 0;
    for (const first of changesFrom(0, plain, fields)) {
      const changed = representatives.after(first);
      for (const second of changesFrom(first.point, changed, fields)) {
        if (!isLater(first, second)) continue;
        placements++;
        const actual = outcome(bench.program([place(first, plain), place(second, changed)]));
        const run = bench.program(representatives.placed(representatives.ofPair(first, second)));
        expect(ran).toContain(textOf(run));
        expect(actual).toBe(outcome(run));
        for (const fingerprint of JSON.parse(actual)[0] as string[]) seen.add(fingerprint);
      }
    }
    expect(placements).toBe(bench.counts.pairs.unpruned);
    expect(bench.counts.pairs.classes).toBeLessThan(placements / 5);
    const found = fingerprintsOf(bench);
    expect([...seen].filter((one) => !one.includes('hygiene')).sort()).toEqual(found);
  },
  60_000,
);

it('numbers stated are the numbers run', () => {
  const { bench, looked } = notingBench('config-read', []);
  drain(exploreChanges(bench, bench.fields(2), true));
  const { counts } = bench;
  expect(counts.pairs.run).toBeGreaterThan(100);
  for (const { classes, run } of [counts.singles, counts.pairs]) expect(run).toBe(classes);
  expect(looked.length).toBe(totalOf(counts).run);
  expect(new Set(looked.map((program) => JSON.stringify(program))).size).toBe(looked.length);
});
