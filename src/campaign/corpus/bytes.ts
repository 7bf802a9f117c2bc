import { decodeProgram, encodeActions, encodeProgram, programFromBytes } from '../../program/binary.ts';
import type { Program, Setup } from '../../program/program.ts';
import { Random } from '../../program/random.ts';
import { formatProgram } from '../../program/schema.ts';
import type { Target } from '../target.ts';

/*
 * What a target's `fuzz(bytes)` takes. Two forms:
 *
 *     'P' 'R' version ...   a whole program (src/program/binary.ts) that names devices there are: that program
 *     anything else         four bytes, of which the last three bits choose one of the target's set-ups, then actions;
 *                           any bytes are some actions, so a byte fuzzer may change every one of them
 */

/** Set-ups that the first four bytes choose from. */
const SETUPS = 8;
const HEAD = 4;

/** Longest program that bytes make, actions. */
const longestOf = (target: Target): number => target.longest * 2;

/** The program that bytes mean for a target. @param devices names that programs may use, in a fixed order */
export function programOfBytes(target: Target, bytes: Uint8Array, devices: readonly string[]): Program {
  const whole = decodeProgram(bytes);
  if (whole !== undefined && isRunnable(whole.setup, devices)) return whole;
  const number = bytes.slice(0, HEAD).reduce((sum, byte) => sum * 256 + byte, 0) & (SETUPS - 1);
  return programFromBytes(bytes.subarray(HEAD), setupOf(target, number, devices), longestOf(target));
}

/**
 * Bytes that mean this program: the form that byte fuzzers change well where the program's set-up is among those the
 * first bytes choose from, else the whole program. Undefined when there are none, since a device has no shipped name.
 */
export function bytesOfProgram(
  target: Target,
  program: Program,
  devices: readonly string[],
): Uint8Array | undefined {
  const wanted = formatProgram(program);
  for (const bytes of forms(target, program, devices)) {
    if (formatProgram(programOfBytes(target, bytes, devices)) === wanted) return bytes;
  }
  return undefined;
}

function* forms(target: Target, program: Program, devices: readonly string[]): Generator<Uint8Array> {
  const setupText = (setup: Setup): string => formatProgram({ setup, actions: [] });
  const wanted = setupText(program.setup);
  for (let number = 0; number < SETUPS; number++) {
    if (setupText(setupOf(target, number, devices)) !== wanted) continue;
    const actions = encodeActions(program.actions);
    const bytes = new Uint8Array(HEAD + actions.length);
    bytes[HEAD - 1] = number;
    bytes.set(actions, HEAD);
    yield bytes;
  }
  yield encodeProgram(program);
}

const setupOf = (target: Target, number: number, devices: readonly string[]): Setup =>
  target.setup(devices, new Random(number));

const isRunnable = ({ devices: used, guests }: Setup, devices: readonly string[]): boolean =>
  used.every(({ name, guest = 0 }) => devices.includes(name) && guest < guests);
