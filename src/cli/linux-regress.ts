import { DriverRegress, driverAttacks, type FlawedDriver } from '../campaign/driver-regress.ts';
import { knownWeaknesses } from '../campaign/known.ts';
import { regressLibrary } from '../campaign/regress.ts';
import type { Flaw } from '../changes/change.ts';
import { type Build, cacheFolder, flawedBuilds } from '../executor/linux/build/cache.ts';
import { outsideTheDriver, rewriteOf } from '../executor/linux/flaws/index.ts';
import { linuxExecutor, profileOf } from '../executor/linux/linux-executor.ts';
import { ExecutorFailure, type ProcessExecutor } from '../executor/process/process-executor.ts';
import { visible } from '../report/visible-text.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { chooseBuild, flawCommand, type LinuxChoice, nameOfBuild } from './linux-choice.ts';

/** `regress` on builds of the Linux driver, and how to be done with it. */
export interface LinuxRegress {
  /** `6.1/checked` */
  readonly build: string;
  readonly runner: DriverRegress;
  close(): void;
}

/**
 * Starts the build without past bugs; the others are started when they are asked for.
 * @throws UsageError where nothing is built, with the command
 */
export function startRegress(choice: LinuxChoice, env: Io['env']): LinuxRegress {
  const base = chooseBuild(choice, env);
  if (base.flaws !== undefined || base.variant !== 'checked')
    throw new UsageError(
      '--linux-build',
      `past bugs are put back into the checked build, not into ${nameOfBuild(base)}`,
      `name ${base.kernel}`,
    );
  const builds = flawedBuilds(env).filter(
    ({ base: of, kernel }) => kernel === base.kernel && of === base.key,
  );
  if (builds.length === 0)
    throw new UsageError(
      '--executor',
      `there is no build of ${nameOfBuild(base)} with a past bug put back`,
      `run: ${flawCommand(base.kernel, 'all')}`,
    );
  const library = regressLibrary();
  const start = (build: Build): ProcessExecutor => {
    try {
      return linuxExecutor({ build, library, cache: cacheFolder(env) });
    } catch (error) {
      if (!(error instanceof ExecutorFailure)) throw error;
      throw new UsageError('--executor', visible(error.message), 'run it by hand to see why');
    }
  };
  const fixed = start(base);
  const flawed = (flaw: Flaw): FlawedDriver => {
    const build = builds.find(({ flaws }) => flaws === flaw.id);
    if (build === undefined) return { skip: whyNoBuild(flaw, base) };
    const executor = start(build);
    return { executor, close: () => executor.close() };
  };
  return {
    build: nameOfBuild(base),
    runner: new DriverRegress({
      fixed,
      known: knownWeaknesses(profileOf(base)),
      flawed,
      attacks: driverAttacks(),
    }),
    close: () => fixed.close(),
  };
}

function whyNoBuild({ id }: Flaw, { kernel }: Build): string {
  if (rewriteOf(id) === undefined) return outsideTheDriver[id] ?? 'nobody has written how to put it back';
  return `it is not built: ${flawCommand(kernel, id)}`;
}
