import type { Engine } from '../bench.ts';

/** Steps of the loop that stand for one program. */
export const STEPS_PER_PROGRAM = 10_000;

/**
 * Fixed work on whole numbers: no memory, no calls, the same on every machine. A speed divided by this one's says what
 * code costs; beside each other the two say whether the code changed or the machine was busy.
 */
export function calibration(): Engine {
  let state = 1;
  return {
    name: 'calibration',
    title: `${STEPS_PER_PROGRAM} steps of a fixed loop on whole numbers, for the machine`,
    slice(programs) {
      for (let left = programs; left > 0; left--) state = steps(state, STEPS_PER_PROGRAM);
    },
  };
}

/** Marsaglia's xorshift32, so many times. */
export function steps(state: number, count: number): number {
  let x = state;
  for (let i = 0; i < count; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}
