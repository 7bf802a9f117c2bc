import fc from 'fast-check';
import type { Program, Setup } from '../../program/program.ts';
import { BENCH_ACTIONS, type Engine } from '../bench.ts';
import { accessCommands, accessPrograms, actionsOf } from './accesses.ts';

export const FAST_CHECK = 'fast-check';
export const FAST_CHECK_COMMANDS = 'fast-check-commands';

/**
 * fast-check as the engine: its runner makes up programs of configuration accesses, `look` runs and judges each.
 * Commands come in lists of any length, so their slices end when as many actions were run as those programs have.
 */
export function fastCheckEngines(setups: readonly Setup[], look: (program: Program) => void): Engine[] {
  const programs = accessPrograms(setups, BENCH_ACTIONS);
  const commands = fc.tuple(fc.constantFrom(...setups), accessCommands(BENCH_ACTIONS));
  let seed = 0;
  const check = <T>(made: fc.Arbitrary<T>, runs: number, play: (value: T) => void): void => {
    const property = fc.property(made, (value) => {
      play(value);
    });
    const { failed, errorInstance } = fc.check(property, { seed: ++seed, numRuns: runs, endOnFailure: true });
    if (failed) throw errorInstance;
  };
  return [
    {
      name: FAST_CHECK,
      title: "fast-check's runner and arbitraries, the same oracles, no feedback",
      slice: (count) => check(programs, count, look),
    },
    {
      name: FAST_CHECK_COMMANDS,
      title: `fast-check's commands likewise, for each ${BENCH_ACTIONS} actions`,
      slice(count) {
        let left = count * BENCH_ACTIONS;
        while (left > 0) {
          const runs = Math.ceil(left / BENCH_ACTIONS);
          check(commands, runs, ([setup, list]) => {
            const actions = actionsOf(list);
            if (left <= 0) return;
            left -= actions.length;
            look({ setup, actions });
          });
        }
      },
    },
  ];
}
