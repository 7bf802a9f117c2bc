import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Build, keyOf, once, programOf, remember } from './cache.ts';
import type { Commands } from './commands.ts';
import { compile, type Tools } from './compile.ts';
import { driverFlags, type Headers, linkFlags, redirections, shimFlags, shimKernelFlags } from './flags.ts';
import { programHeader } from './program-header.ts';
import { controls, usualVariants, type Variant } from './variants.ts';

export interface BuildJob {
  readonly kernel: string;
  /** Kernel version of the headers. */
  readonly version: string;
  readonly driver: string;
  readonly source: string;
  readonly headers: Headers;
  readonly shim: string;
  readonly tools: Tools;
  readonly cache: string;
  readonly commands: Commands;
  /** Which builds to make; absent: the usual ones. */
  readonly variants?: readonly Variant[];
  progress(line: string): void;
}

/** A sanitizer that did not notice what was planted for it: the build would be silent about the real thing as well. */
export class SilentBuildError extends Error {
  override readonly name = 'SilentBuildError';
}

/**
 * Builds the variants, or finds them in the cache, and has each prove that it notices what is planted.
 * @throws CompileError, SilentBuildError
 */
export function buildAll(job: BuildJob): Build[] {
  return (job.variants ?? usualVariants).map((variant) => buildOne(job, variant));
}

function buildOne(job: BuildJob, variant: Variant): Build {
  const { cache, driver, headers, kernel, progress, shim, source, tools, version } = job;
  const compiler = job.commands.run(tools.clang, ['--version']).split('\n')[0] ?? '';
  const flags = [
    driverFlags('', variant),
    shimFlags(),
    shimKernelFlags(),
    linkFlags(variant),
    redirections(variant),
  ];
  const key = keyOf(
    [driver, shim],
    [JSON.stringify(flags), programHeader(), headers.arch, headers.common, compiler],
  );
  const folder = once(cache, join('linux-builds', key), (into) => {
    const program = compile({ driver, headers, shim, variant, into, tools, progress });
    progress(`${variant}: what is planted is noticed`);
    checkControls(program, variant);
  });
  const build = { kernel, variant, headers: version, source, driver, key, program: programOf(folder) };
  remember(cache, build);
  return build;
}

/** @throws SilentBuildError */
export function checkControls(program: string, variant: Variant): void {
  for (const { fault, says, variant: of } of controls) {
    if (of !== variant) continue;
    const said = execFileSync(program, ['--planted', fault], {
      encoding: 'utf8',
      timeout: 20_000,
      // a `coverage` build leaves its counters where it is run
      env: { ...process.env, LLVM_PROFILE_FILE: '/dev/null' },
    }).trim();
    if (!says.test(said))
      throw new SilentBuildError(
        `the ${variant} build does not notice a planted ${fault}: it says '${said}'`,
      );
  }
}
