import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../campaign/package-root.ts';
import { type BuildJob, buildAll, SilentBuildError } from '../executor/linux/build/build.ts';
import type { Build } from '../executor/linux/build/cache.ts';
import { CommandError, type Commands, realCommands } from '../executor/linux/build/commands.ts';
import { CompileError } from '../executor/linux/build/compile.ts';
import {
  installCommand,
  installedCompiler,
  MissingError,
  updateLists,
} from '../executor/linux/build/packages.ts';
import { driverOf, driverOfTree, headersOf } from '../executor/linux/build/sources.ts';
import { versions } from '../executor/linux/build/variants.ts';
import { RewriteError } from '../executor/linux/rewrite/rewrite.ts';
import { visible } from '../report/visible-text.ts';
import { buildFlaws, chooseRewrites, type FlawedBuild } from './build-flaws.ts';
import { areListed, type BuildOptions, commandOf, makePlans, type Plan } from './build-plan.ts';
import { report, tell } from './build-view.ts';
import { oneOf } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { several } from './values.ts';

/** `build`: makes executors that are not there from the start. */
export function register(program: Command, context: CommandContext): void {
  addCommand<BuildOptions>(
    program,
    context,
    {
      usage: 'build <what>',
      summary: 'build the executor of the unmodified Linux driver',
      description:
        'WHAT is linux. Compiles drivers/xen/xen-pciback of a kernel, as it is, into a process that programs run on: ' +
        'once for speed, once with AddressSanitizer and UndefinedBehaviorSanitizer, and has both prove that they notice ' +
        'what is planted. Without --yes it lists what it would get and changes nothing. With it, and as root, package ' +
        'lists that lack something are renewed and missing tools are installed; sources and headers are only unpacked, ' +
        'into PCIBACK_RIG_CACHE (default ~/.cache/pciback-rig). Nothing of the kernel comes into the working ' +
        'directory.\n\nWithout --version every ' +
        'version is built that the package lists have; a tree is built with the headers nearest to the version that its ' +
        'Makefile tells. A build is chosen by name with --linux-build: `6.12/fast`, `tree-0123abcd/checked`.',
      examples: [
        ['build linux', 'what is needed, how large it is, and the command'],
        ['build linux --yes', 'get it and build, for 6.1 and 6.12'],
        ['build linux --version 6.12 --yes', 'for one kernel'],
        [
          'build linux --flaw xsa-155 --flaw all --yes',
          'with past bugs put back, for `regress --executor linux`',
        ],
        ['build linux --tree ~/linux --yes', 'your own checkout, against prepared headers'],
        ['build linux --tree ~/linux --name mine --yes', 'the same, to be named mine/checked'],
        ['build linux --version 6.1 --coverage --yes', 'and 6.1/coverage, for fuzz --source-coverage'],
      ],
    },
    (call) => build(call, context.io, realCommands),
  )
    .option('--tree <folder>', 'driver of this kernel tree (or the folder of the driver itself)')
    .option('--version <version>', `kernel of the headers, and of the driver: ${versions.join(' or ')}`)
    .option('--name <name>', 'for --tree: name of the build (default: tree- and a hash of its files)')
    .option('--coverage', 'build the variant that counts lines and branches as well')
    .option(
      '--flaw <id>',
      'the checked build with a past bug, or a group of them, put back, too; all: one of each (repeatable)',
      several,
    )
    .option('--yes', 'get what is missing and build, without further questions');
}

export function build(
  { operands: [what = ''], options }: Invocation<BuildOptions>,
  io: Io,
  commands: Commands,
): ExitCode {
  oneOf('build', 'executor that is built', what, ['linux'], 'pciback-rig build --help');
  checkOptions(options);
  if (process.arch !== 'x64' || process.platform !== 'linux')
    throw new UsageError(
      'build',
      `this is ${process.platform} on ${process.arch}`,
      'it needs Linux on x86-64',
    );
  const flawed = chooseRewrites(options.flaw ?? []);
  return withReasons(() => {
    if (options.yes && commands.isRoot && !areListed(options, io, commands)) {
      io.stderr.write('renewing the package lists\n');
      updateLists(commands);
    }
    const plans = makePlans(options, io, commands);
    const json = options.json ? new JsonLines(io.stdout) : undefined;
    const nothingToGet = plans.every(({ missing }) => missing.length === 0);
    if (!options.yes && !nothingToGet) {
      tell(plans, io, commands, json);
      return ExitCode.Ok;
    }
    report(carryOutAll(plans, options.yes === true, io, commands, flawed), io, json);
    return ExitCode.Ok;
  });
}

/** @throws UsageError */
function checkOptions({ name, tree, version }: BuildOptions): void {
  if (version !== undefined) oneOf('--version', 'version', version, versions, 'pciback-rig build --help');
  if (name === undefined) return;
  if (tree === undefined) throw new UsageError('--name', 'it names the build of a tree', 'add --tree DIR');
  if (!/^[A-Za-z][A-Za-z0-9._-]{0,39}$/.test(name))
    throw new UsageError(
      '--name',
      'a name has 1 to 40 letters, digits, dots, lines and underscores, a letter first',
      'take another',
    );
}

/**
 * Builds the driver of a tree, or finds it built; for commands that need it in passing. What is missing is not got.
 * @throws UsageError
 */
export function buildTree(tree: string, options: BuildOptions, io: Io, commands: Commands): Build[] {
  let builds: Build[] = [];
  withReasons(() => {
    builds = carryOutAll(
      makePlans({ ...options, tree }, io, commands),
      options.yes === true,
      io,
      commands,
      [],
    );
    return ExitCode.Ok;
  });
  return builds;
}

/** @throws UsageError when something is missing that may not be got, MissingError, CompileError */
function carryOutAll(
  plans: readonly Plan[],
  mayGet: boolean,
  io: Io,
  commands: Commands,
  flawed: readonly FlawedBuild[],
): Build[] {
  const missing = plans.flatMap((plan) => plan.missing);
  if (!mayGet && missing.length > 0)
    throw new UsageError(
      'build',
      `${missing.map(({ name }) => name).join(' ')} must be got first`,
      `run: ${commandOf(plans[0] as Plan)}`,
    );
  return plans.flatMap((plan) => {
    if (mayGet) install(plan, io, commands);
    return carryOut(plan, io, commands, flawed);
  });
}

/** Installs tools that are missing. @throws UsageError when that needs root */
function install({ missing }: Plan, io: Io, commands: Commands): void {
  const command = installCommand(commands, missing);
  if (command === '') return;
  if (!commands.isRoot)
    throw new UsageError('build', 'tools are missing, and installing them needs root', `run: ${command}`);
  const names = missing.filter(({ unpacked }) => !unpacked).map(({ name }) => name);
  io.stderr.write(`installing ${names.join(' ')}\n`);
  commands.run('apt-get', ['install', '-y', '--no-install-recommends', ...names]);
}

function carryOut(
  { cache, name, packages, tree, variants: wanted, version }: Plan,
  io: Io,
  commands: Commands,
  flawed: readonly FlawedBuild[],
): Build[] {
  const progress = (line: string): unknown => io.stderr.write(`${visible(line)}\n`);
  const compiler = installedCompiler(commands);
  if (compiler === undefined)
    throw new UsageError(
      'build',
      'there is no clang with its runtime and lld',
      `run: ${installCommand(commands, packages)}`,
    );
  const headers = headersOf(commands, cache, packages, progress);
  const own = tree === undefined ? undefined : { driver: driverOfTree(tree), source: tree };
  const { driver, source } = own ?? driverOf(commands, cache, packages, version, progress);
  const job: BuildJob = {
    kernel: name ?? version,
    version,
    driver,
    source,
    headers,
    shim: shimFolder(),
    tools: { clang: compiler.clang, objcopy: 'objcopy' },
    cache,
    commands,
    variants: wanted,
    progress,
  };
  const builds = buildAll(job);
  return [...builds, ...buildFlaws(job, builds, flawed)];
}

/** The shim's C files, which come with the package. */
export function shimFolder(): string {
  const folder = join(packageRoot(), 'src', 'executor', 'linux', 'shim');
  if (existsSync(join(folder, 'main.c'))) return folder;
  throw new UsageError(
    'build',
    'the package is not complete: the C files of the shim are missing',
    'install it again',
  );
}

/** Failures of what it runs, in words for the person at the keyboard. @throws UsageError */
function withReasons(action: () => ExitCode): ExitCode {
  try {
    return action();
  } catch (error) {
    if (error instanceof MissingError) {
      const isCommand = !error.remedy.startsWith('name ');
      throw new UsageError('build', error.message, `${isCommand ? 'run: ' : ''}${error.remedy}`);
    }
    if (error instanceof RewriteError)
      throw new UsageError('--flaw', error.message, 'leave it out, or take --flaw all, which skips it');
    if (error instanceof CompileError)
      throw new UsageError(
        'build',
        `it does not compile: ${error.message}`,
        'try another --version for the headers',
      );
    if (error instanceof SilentBuildError)
      throw new UsageError('build', error.message, 'nothing it says can be trusted: try another clang');
    if (error instanceof CommandError) {
      const remedy = error.isMissing ? 'this needs Debian, or apt and dpkg' : 'see what it says';
      throw new UsageError('build', error.message.slice(0, 400), remedy);
    }
    throw error;
  }
}
