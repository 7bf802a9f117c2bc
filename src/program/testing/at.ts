import type { Effect, Step } from '../program.ts';

/** An effect: at the `nth` point of this kind and name (undefined: any name; 0: every time), then these steps. */
export function at(on: Effect['on'], name: string | undefined, nth: number, ...steps: Step[]): Effect {
  return { on, ...(name === undefined ? {} : { name }), nth, then: steps };
}
