import type { CorpusEntry } from './entry.ts';
import { bySize, type Reach } from './reach.ts';

/** A smaller corpus that shows the same. */
export interface MinimizedCorpus {
  readonly kept: readonly CorpusEntry[];
  readonly dropped: readonly CorpusEntry[];
  readonly features: number;
  /** Passes until none dropped anything. */
  readonly passes: number;
}

/**
 * Keeps programs that together show every feature of all. Small ones are taken first; what later ones make superfluous
 * is found by going through those kept in the other direction, and again until nothing can be dropped that way.
 * @param makeReach an empty count of features, on the same executor each time
 */
export function minimizeCorpus(entries: readonly CorpusEntry[], makeReach: () => Reach): MinimizedCorpus {
  let kept = [...entries].sort(bySize);
  let features = 0;
  let passes = 0;
  for (let unchanged = 0; unchanged < 2; ) {
    const reach = makeReach();
    const next = kept.filter(({ program }) => reach.add(program) > 0);
    unchanged = next.length === kept.length && passes > 0 ? unchanged + 1 : 0;
    if (passes === 0) unchanged = 0;
    features = reach.count;
    kept = next.reverse();
    passes++;
  }
  const ids = new Set(kept);
  return {
    kept: [...kept].sort(bySize),
    dropped: entries.filter((entry) => !ids.has(entry)),
    features,
    passes,
  };
}
