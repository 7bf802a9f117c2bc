import type { Program } from './program.ts';
import { shrinkProgram } from './shrink.ts';

export interface Smallest {
  readonly program: Program;
  readonly tries: number;
}

/**
 * The smallest program found that is still good. Greedy: the first smaller candidate that is good is taken, and the search
 * begins again from there.
 * @param most candidates that are tried
 * @param onSmaller called for each step down
 */
export function smallest(
  program: Program,
  isGood: (candidate: Program) => boolean,
  most: number,
  onSmaller: (program: Program) => void = () => {},
): Smallest {
  let found = program;
  let tries = 0;
  for (let progress = true; progress && tries < most; ) {
    progress = false;
    for (const candidate of shrinkProgram(found)) {
      if (++tries > most) break;
      if (!isGood(candidate)) continue;
      found = candidate;
      onSmaller(found);
      progress = true;
      break;
    }
  }
  return { program: found, tries };
}
