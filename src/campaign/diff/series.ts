import seedrandom from 'seedrandom';
import { generateProgram } from '../../program/generate.ts';
import { mutateProgram } from '../../program/mutate.ts';
import type { Program } from '../../program/program.ts';
import { Random } from '../../program/random.ts';
import type { Target } from '../target.ts';

/** Programs of one target on one set-up. */
export const CHUNK = 64;

/** A program of a series, and which one it is. */
export interface Numbered {
  readonly target: string;
  readonly program: Program;
}

/**
 * Programs that follow from seed and number alone: targets take turns, each for {@link CHUNK} programs on a set-up of
 * its own. One in four is a mutation of an earlier one of its chunk.
 * @param chunk from 0
 */
export function chunkOf(
  targets: readonly Target[],
  devices: readonly string[],
  seed: string,
  chunk: number,
): Numbered[] {
  const target = targets[chunk % targets.length] as Target;
  const random = new Random(seedrandom(`${seed}/${chunk}`).int32());
  const setup = target.setup(devices, random);
  const made: Numbered[] = [];
  for (let i = 0; i < CHUNK; i++) made.push({ target: target.name, program: draw() });
  return made;

  function draw(): Program {
    const { longest, vocabulary } = target;
    if (made.length < 2 || !random.oneIn(4)) return generateProgram(setup, vocabulary, longest, random);
    const [one, other] = [random.pick(made).program, random.pick(made).program];
    return mutateProgram(one, other, vocabulary, longest * 2, random);
  }
}
