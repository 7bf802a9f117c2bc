import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import { shrinkProgram } from '../program/shrink.ts';
import type { Judge } from './judge.ts';

/** Most candidates tried for one finding. */
const MAX_TRIES = 2000;

export interface Minimised {
  readonly program: Program;
  readonly tries: number;
}

/**
 * The smallest program found that still shows the violation. Greedy: the first smaller candidate that shows it is
 * taken, and the search begins again from there.
 * @param onSmaller called for each step down
 * @param keeps what else a smaller program has to keep
 */
export function minimise(
  judge: Judge,
  program: Program,
  violation: Violation,
  onSmaller: (program: Program) => void = () => {},
  keeps: (program: Program) => boolean = () => true,
): Minimised {
  let smallest = program;
  let tries = 0;
  for (let progress = true; progress && tries < MAX_TRIES; ) {
    progress = false;
    for (const candidate of shrinkProgram(smallest)) {
      if (++tries > MAX_TRIES) break;
      if (!judge.shows(candidate, violation) || !keeps(candidate)) continue;
      smallest = candidate;
      onSmaller(smallest);
      progress = true;
      break;
    }
  }
  return { program: smallest, tries };
}

/** How often a program shows a violation when it is run `runs` times, each time on a judge made anew. */
export function reproduce(
  makeJudge: () => Judge,
  program: Program,
  violation: Violation,
  runs: number,
): number {
  let reproduced = 0;
  for (let i = 0; i < runs; i++) if (makeJudge().shows(program, violation)) reproduced++;
  return reproduced;
}
