import type { Vocabulary } from '../program/generate.ts';
import type { Setup } from '../program/program.ts';
import type { Random } from '../program/random.ts';

/** One attack surface: which actions it plays, on which set-ups. */
export interface Target {
  readonly name: string;
  readonly title: string;
  readonly vocabulary: Vocabulary;
  /** Longest program it generates. */
  readonly longest: number;
  /** A set-up for these devices (names of the library, in a fixed order). */
  setup(devices: readonly string[], random: Random): Setup;
}

/** A target whose input is bytes rather than a program. */
export interface ByteTarget {
  readonly name: string;
  readonly title: string;
  /** Feeds it; throws what it must not throw. */
  fuzz(bytes: Uint8Array): void;
}

export type AnyTarget = Target | ByteTarget;

export const isByteTarget = (target: AnyTarget): target is ByteTarget => 'fuzz' in target;
