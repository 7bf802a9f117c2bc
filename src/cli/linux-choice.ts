import { resolve } from 'node:path';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { type Build, cacheFolder, flawedBuilds, knownBuilds } from '../executor/linux/build/cache.ts';
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

/** `6.1/checked`, `6.1/checked+xsa-155` */
export const nameOfBuild = ({
  flaws,
  kernel,
  variant,
}: Pick<Build, 'flaws' | 'kernel' | 'variant'>): string =>
  `${kernel}/${variant}${flaws === undefined ? '' : `+${flaws}`}`;

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
  if (linuxBuild?.includes('+')) return chooseFlawed(linuxBuild, env);
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
  throw new UsageError(
    '--source-coverage',
    `there is no build ${kernel}/coverage`,
    `run: pciback-rig build linux${kernelOption(kernel)} --coverage --yes`,
  );
}

/** `6.1/checked+xsa-155` @throws UsageError with the command that makes it */
function chooseFlawed(wanted: string, env: Environment): Build {
  const builds = flawedBuilds(env);
  const found = builds.find((build) => nameOfBuild(build) === wanted);
  if (found !== undefined) return found;
  const [kernel = '', flaw = ''] = wanted.split(/(?:\/checked)?\+/);
  throw new UsageError(
    '--linux-build',
    `there is no build '${wanted}'`,
    `${suggestion(wanted, builds.map(nameOfBuild))}run: ${flawCommand(kernel, flaw)}`,
  );
}

/** The command that makes the build of a kernel with a past bug put back. */
export function flawCommand(kernel: string, flaw: string): string {
  return `pciback-rig build linux${kernelOption(kernel)} --flaw ${flaw} --yes`;
}

/** How `build linux` is told of a kernel; a tree's folder is not known here. */
const kernelOption = (kernel: string): string =>
  /^\d+\.\d+$/.test(kernel) ? ` --version ${kernel}` : ' --tree DIR';

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

/** With the Linux driver its own profile counts, and no flaw of a file: what runs is the driver as it is. @throws UsageError */
export function onExecutor<
  T extends LinuxChoice & {
    readonly executor: string;
    readonly profile?: string;
    readonly flaw?: readonly string[];
    readonly hardening?: readonly string[];
  },
>(options: T, env: Environment): T {
  if (options.executor === 'model') return options;
  const profile = impliedProfile(options, env);
  return { ...options, ...(profile === undefined ? {} : { profile }), flaw: [], hardening: [] };
}

/** Profile that a run without `--profile` has: with the Linux driver that of its kernel. @throws UsageError */
export function impliedProfile(
  { executor, profile, ...choice }: LinuxChoice & { readonly executor: string; readonly profile?: string },
  env: Environment,
): string | undefined {
  if (profile !== undefined || executor !== 'linux') return profile;
  return profileOf(chooseBuild(choice, env));
}
