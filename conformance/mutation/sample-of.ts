import seedrandom from 'seedrandom';
import type { Mutant } from './mutants.ts';

/** One from each file at least, the rest in proportion; the same for the same seed. */
export function sampled(mutants: readonly Mutant[], size: number, seed: string): Mutant[] {
  const random = seedrandom(seed);
  const byFile = new Map<string, Mutant[]>();
  for (const mutant of mutants) byFile.set(mutant.file, [...(byFile.get(mutant.file) ?? []), mutant]);
  return [...byFile.values()].flatMap((ofFile) => {
    const wanted = Math.max(1, Math.round((size * ofFile.length) / mutants.length));
    const left = [...ofFile];
    const picked: Mutant[] = [];
    while (picked.length < wanted && left.length > 0)
      picked.push(...left.splice(Math.floor(random() * left.length), 1));
    return picked;
  });
}
