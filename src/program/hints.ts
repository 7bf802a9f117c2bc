import type { Effect } from './program.ts';

/** A point that the backend came by while a program ran. */
export interface SeenPoint {
  /** Number of the action it belongs to. */
  readonly action: number;
  readonly on: Effect['on'];
  readonly name: string | undefined;
  /** How often. */
  readonly times: number;
}

/** A register that was read or written. */
export interface SeenWord {
  readonly offset: number;
  readonly size: number;
  /** What it held. */
  readonly value: number;
}

/** What an execution of a program showed that mutations of it may use: an automatic dictionary. */
export interface Hints {
  /** Registers of configuration space that were read or written, with what they held then. */
  readonly words: readonly SeenWord[];
  readonly points: readonly SeenPoint[];
}

export const noHints: Hints = Object.freeze({ words: [], points: [] });
