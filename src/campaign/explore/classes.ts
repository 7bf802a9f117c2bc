import type { Trace } from './points.ts';
import { changesAtPoint, type FieldValues } from './values.ts';

/**
 * Placements of one change that cannot be told apart: setting one word to one value at any of the points `first` to
 * `last`, between which the backend does not access the word.
 *
 * The rule. A change of the page acts on the backend through an access of the changed word alone: the page has no
 * other reader, and an effect takes no time and leaves no other trace. Hence, for the change of word w to value v:
 *
 * 1. at two points between which w is not accessed, it gives the same execution;
 * 2. where the next access stores the whole word, or loads it and finds v there anyway, or never comes, it gives the
 *    execution without the change.
 *
 * An access of a part of w counts as one of w; what the outside does by itself at a point (an answer to an AER
 * request) counts as an access of every word. `explore.test.ts` runs every placement of a small bound and compares.
 */
export interface ChangeClass {
  /** Place in the list of fields. */
  readonly index: number;
  readonly field: string;
  readonly word: number;
  readonly value: number;
  readonly first: number;
  /** The point that is run for all of them. */
  readonly last: number;
}

/** Classes of the changes that make a difference, in the order of the fields. */
export function changeClasses(trace: Trace, fields: readonly FieldValues[]): ChangeClass[] {
  return fields.flatMap(({ field, word, values }, index) => {
    const classes: ChangeClass[] = [];
    let before = -1;
    for (const { covers, kind, value: found } of trace.accesses.get(word) ?? []) {
      if (covers <= before) continue;
      const first = before + 1;
      before = covers;
      if (kind === 'store') continue;
      for (const value of values) {
        if (kind === 'load' && value === found) continue;
        classes.push({ index, field, word, value, first, last: covers });
      }
    }
    return classes;
  });
}

/** Second changes that give a pair of their own: those that take effect after the first one does. */
export function secondClasses(trace: Trace, fields: readonly FieldValues[], one: ChangeClass): ChangeClass[] {
  return changeClasses(trace, fields).filter(
    ({ last, index }) => last > one.last || (last === one.last && index > one.index),
  );
}

/** Placements of a single change, unpruned. */
export const singlePlacements = (points: number, fields: readonly FieldValues[]): number =>
  points * changesAtPoint(fields);

/**
 * Placements of a pair, unpruned: the second change at a later point than the first, or at the same one in a later
 * field. Points are those of the execution with the first change.
 * @param points of the execution without a change
 * @param withFirst each class of first changes, and how many points there are with it
 */
export function pairPlacements(
  points: number,
  fields: readonly FieldValues[],
  withFirst: Iterable<readonly [ChangeClass, number]>,
): number {
  const perPoint = changesAtPoint(fields);
  const later = fields.map((_, index) => changesAtPoint(fields.slice(index + 1)));
  const between = (index: number, first: number, last: number, all: number): number => {
    const count = last - first + 1;
    const pointsAfter = count * (all - 1) - ((first + last) * count) / 2;
    return pointsAfter * perPoint + count * (later[index] as number);
  };
  let sum = 0;
  fields.forEach(({ values }, index) => {
    if (points > 0) sum += values.length * between(index, 0, points - 1, points);
  });
  for (const [{ index, first, last }, all] of withFirst)
    sum += between(index, first, last, all) - between(index, first, last, points);
  return sum;
}
