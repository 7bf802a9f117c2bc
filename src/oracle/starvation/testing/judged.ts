import type { Change } from '../../../changes/change.ts';
import type { Action, Setup } from '../../../program/program.ts';
import { findings, program } from '../../testing/bench.ts';

/** Fingerprints of what the starvation oracle finds in a program. */
export const judged = (setup: Setup, actions: readonly Action[], changes: readonly Change[] = []): string[] =>
  findings(program(setup, ...actions), changes, 'starvation');
