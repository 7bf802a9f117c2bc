import type { Violation } from '../oracle/oracle.ts';
import type { Random } from '../program/random.ts';
import type { ByteTarget } from './target.ts';

/** What a byte target threw. */
export interface Thrown {
  /** Name of the error, `unknown` for what is no `Error`: part of the fingerprint. */
  readonly name: string;
  readonly message: string;
}

/** Feeds a copy of `input` to a target; undefined when it throws nothing. */
export function feed(target: ByteTarget, input: Uint8Array): Thrown | undefined {
  try {
    target.fuzz(input.slice());
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return { name: 'unknown', message: String(error) };
    return { name: error.name, message: `${error.name}: ${error.message}` };
  }
}

/** What is wrong with a target that throws. */
export function thrownViolation(target: ByteTarget, { name, message }: Thrown): Violation {
  return {
    oracle: 'crash',
    fingerprint: `crash/${name}/${target.name}`,
    title: `the ${target.name} target throws ${name}`,
    detail: message,
    rules: [],
  };
}

/** How often a byte target throws an error of the same name when it is fed the same bytes `runs` times more. */
export function reproduceInput(
  target: ByteTarget,
  input: Uint8Array,
  { name }: Thrown,
  runs: number,
): number {
  let reproduced = 0;
  for (let i = 0; i < runs; i++) if (feed(target, input)?.name === name) reproduced++;
  return reproduced;
}

/** Longest piece of a text that a byte target is fed, characters: a function with its 4 KiB. */
const MAX_PIECE = 16_384;

/** A piece of a text with a few bytes changed. */
export function mutateText(texts: readonly string[], random: Random): Uint8Array {
  const text = texts.length === 0 ? '00:00.0 x\n00: 86 80\n' : random.pick(texts);
  // A piece is enough: a dump of a whole machine takes a thousand times as long and says the same.
  const from = random.below(Math.max(1, text.length - MAX_PIECE));
  const copy = new TextEncoder().encode(text.slice(from, from + MAX_PIECE));
  for (let i = 1 + random.below(8); i > 0; i--) {
    const place = random.below(copy.length);
    copy[place] = random.pick([0, 9, 10, 13, 32, 35, 48, 58, 102, 128, 255, random.below(256)]);
  }
  return copy;
}
