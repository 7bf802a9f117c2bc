import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { linkFlags, shimFlags } from './flags.ts';
import type { Variant } from './variants.ts';

/** The files of the shim that are another engine's own. */
const OWN = ['main', 'edges'];

/**
 * Links the objects of a build once more, under libFuzzer: the same driver, shim and flags, without the protocol. It takes
 * its set-ups from the file `RIG_FRAMES`, register models from `RIG_MODELS`; an input is the number of a set-up (u16) and
 * actions in the binary form.
 * @param folder of the build, with its objects
 * @returns the program's path, in `into`
 * @throws Error when compiler or linker say no
 */
export function linkLibFuzzer(
  folder: string,
  shim: string,
  variant: Variant,
  clang: string,
  into: string,
): string {
  const run = (args: readonly string[]): unknown => execFileSync(clang, args, { stdio: 'pipe' });
  const own = OWN.map((name) => {
    const object = join(into, `${variant}-${name}.o`);
    const include = [`-I${shim}`, `-I${join(folder, 'generated')}`];
    run([...shimFlags(), '-DRIG_LIBFUZZER', ...include, '-c', join(shim, `${name}.c`), '-o', object]);
    return object;
  });
  const isOurs = (name: string): boolean => OWN.some((one) => name.endsWith(`-${one}.o`));
  const objects = readdirSync(folder)
    .filter((name) => name.endsWith('.o') && !isOurs(name))
    .map((name) => join(folder, name));
  const program = join(into, `pciback-libfuzzer-${variant}`);
  run([...linkFlags(variant), '-fsanitize=fuzzer', '-o', program, ...own, ...objects]);
  return program;
}
