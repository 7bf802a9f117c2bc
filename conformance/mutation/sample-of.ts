import seedrandom from 'seedrandom';
import type { Mutant } from './mutants.ts';

/** Stryker takes places, not mutants: one with more of them than this, such as a whole function, is left out. */
const MOST_IN_A_PLACE = 6;

/** A place in a file, and the mutants that are made when Stryker is told to mutate there. */
export interface Place {
  readonly mutant: Mutant;
  readonly mutants: number;
}

/**
 * Places to mutate: from each file at least one, the rest in proportion to its mutants, until there are about `size`
 * mutants. The same for the same seed. Large blocks are left out, whose removal is the easiest to notice.
 */
export function sampled(mutants: readonly Mutant[], size: number, seed: string): Place[] {
  const byFile = new Map<string, Mutant[]>();
  for (const mutant of mutants) byFile.set(mutant.file, [...(byFile.get(mutant.file) ?? []), mutant]);
  return [...byFile].flatMap(([file, ofFile]) => {
    // One for each file: what changes in a file moves no other file's places.
    const random = seedrandom(`${seed} ${file}`);
    const left = places(ofFile);
    const picked: Place[] = [];
    let wanted = (size * ofFile.length) / mutants.length;
    do {
      const [place] = left.splice(Math.floor(random() * left.length), 1);
      if (place === undefined) break;
      picked.push(place);
      wanted -= place.mutants;
    } while (wanted > 0);
    return picked;
  });
}

function places(ofFile: readonly Mutant[]): Place[] {
  const found = new Map<string, Place>();
  for (const mutant of ofFile) {
    const inside = ofFile.filter((other) => isWithin(other, mutant)).length;
    if (inside <= MOST_IN_A_PLACE)
      found.set(JSON.stringify([mutant.from, mutant.to]), { mutant, mutants: inside });
  }
  return [...found.values()];
}

function isWithin(inner: Mutant, outer: Mutant): boolean {
  return !isBefore(inner.from, outer.from) && !isBefore(outer.to, inner.to);
}

const isBefore = (a: Mutant['from'], b: Mutant['from']): boolean =>
  a.line < b.line || (a.line === b.line && a.column < b.column);
