import { resolve } from 'node:path';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { type Build, cacheFolder, knownBuilds } from '../executor/linux/build/cache.ts';
import { profileFile } from '../executor/linux/coverage/collect.ts';
import { linuxExecutor, profileOf } from '../executor/linux/linux-executor.ts';
import type { ProcessExecutor } from '../executor/process/process-executor.ts';
import { UsageError } from './errors.ts';
import { suggestion } from './nearest.ts';

/** Which build of the Linux driver is meant. */
export interface LinuxChoice {
  readonly linuxBuild?: string;
  /** Folder for lines and branches reached; then the build that counts them is meant. */
  readonly sourceCoverage?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `6.1/checked` */
export const nameOfBuild = ({ kernel, variant }: Pick<Build, 'kernel' | 'variant'>): string =>
  `${kernel}/${variant}`;

/**
 * The build that an option names: `KERNEL/VARIANT`, or `KERNEL` for its checked one; without a name the checked one of
 * the lowest version.
 * @throws UsageError
 */
export function chooseBuild({ linuxBuild: asked, sourceCoverage }: LinuxChoice, env: Environment): Build {
  const builds = knownBuilds(env);
  const names = builds.map(nameOfBuild);
  if (builds.length === 0)
    throw new UsageError(
      '--executor',
      'the Linux driver has not been built here',
      'run: pciback-rig build linux --yes',
    );
  const linuxBuild = sourceCoverage === undefined ? asked : countingBuild(asked, builds);
  const wanted =
    linuxBuild ?? builds.find(({ variant }) => variant === 'checked')?.kernel ?? (names[0] as string);
  const found = builds.find(
    (build) => [nameOfBuild(build), `${build.kernel}`].includes(wanted) && isMeant(build, wanted),
  );
  if (found !== undefined) return found;
  throw new UsageError(
    '--linux-build',
    `there is no build '${wanted}'`,
    `${suggestion(wanted, names)}there are ${names.join(', ')}; more come by: pciback-rig build linux`,
  );
}

/** Name of the build that counts. @throws UsageError */
function countingBuild(asked: string | undefined, builds: readonly Build[]): string {
  const counting = builds.filter(({ variant }) => variant === 'coverage');
  const kernel = (asked ?? counting[0]?.kernel ?? builds[0]?.kernel ?? '').replace(/\/coverage$/, '');
  if (kernel.includes('/'))
    throw new UsageError(
      '--linux-build',
      `'${asked}' counts no lines`,
      'name it without what is behind the /',
    );
  if (counting.some((build) => build.kernel === kernel)) return `${kernel}/coverage`;
  const which = /^\d+\.\d+$/.test(kernel) ? `--version ${kernel}` : '--tree DIR';
  throw new UsageError(
    '--source-coverage',
    `there is no build ${kernel}/coverage`,
    `run: pciback-rig build linux ${which} --coverage --yes`,
  );
}

/** A kernel alone means its checked build. */
const isMeant = ({ variant }: Build, wanted: string): boolean =>
  wanted.includes('/') || variant === 'checked';

/** Starts the chosen build. @throws UsageError, ExecutorFailure */
export function startLinux(choice: LinuxChoice, library: DeviceLibrary, env: Environment): ProcessExecutor {
  const { sourceCoverage } = choice;
  return linuxExecutor({
    build: chooseBuild(choice, env),
    library,
    cache: cacheFolder(env),
    ...(sourceCoverage === undefined ? {} : { counters: profileFile(resolve(sourceCoverage)) }),
  });
}

/** Profile that a run without `--profile` has: with the Linux driver that of its kernel. @throws UsageError */
export function impliedProfile(
  { executor, profile, ...choice }: LinuxChoice & { readonly executor: string; readonly profile?: string },
  env: Environment,
): string | undefined {
  if (profile !== undefined || executor !== 'linux') return profile;
  return profileOf(chooseBuild(choice, env));
}
