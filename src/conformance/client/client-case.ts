import type { ClientExpectation } from './client-expect.ts';
import type { Script } from './script.ts';

/** A script of a backend and what the frontend must do in it. */
export interface ClientCase extends Script {
  /** `FE-05/1`: rule and number. Never changed, never used again. */
  readonly id: `${string}-${number}/${number}`;
  /** What it shows, as a statement. */
  readonly title: string;
  readonly expect: readonly ClientExpectation[];
}

/** Typed literal lists of client cases, checked where they are written. */
export const clientCases = (...list: readonly ClientCase[]): readonly ClientCase[] => Object.freeze(list);
