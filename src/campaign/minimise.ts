import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import { type Smallest, smallest } from '../program/smallest.ts';
import type { Judge } from './judge.ts';

/** Most candidates tried for one finding. */
const MAX_TRIES = 2000;

export type Minimised = Smallest;

/**
 * The smallest program found that still shows the violation.
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
  const isGood = (candidate: Program): boolean => judge.shows(candidate, violation) && keeps(candidate);
  return smallest(program, isGood, MAX_TRIES, onSmaller);
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
