import { setFlagsFromString } from 'node:v8';

/** From here on V8 has a cheap compiler between the first and the last, and no such flag. */
const FIRST_V8_WITH_MAGLEV = 12;

/**
 * How much of a function V8 runs before it thinks of optimising it, in bytes of its code; by itself 66 KiB.
 * `undefined` for a version of V8 that needs no such help: that of Node 22 and above.
 */
export function budgetFlag(v8: string): string | undefined {
  return Number.parseInt(v8, 10) < FIRST_V8_WITH_MAGLEV ? '--interrupt-budget=300000' : undefined;
}

/**
 * Lets V8 optimise later what this process runs, threads included. A campaign of seconds comes by much code a few times
 * each, and pays for compiling what it hardly runs again (docs/speed.md).
 */
export function optimiseLate(): void {
  const flag = budgetFlag(process.versions.v8);
  if (flag !== undefined) setFlagsFromString(flag);
}
