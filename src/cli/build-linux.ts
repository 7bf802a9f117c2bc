import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../campaign/package-root.ts';
import { type BuildJob, buildAll, SilentBuildError } from '../executor/linux/build/build.ts';
import { type Build, cacheFolder } from '../executor/linux/build/cache.ts';
import { CommandError, type Commands, realCommands } from '../executor/linux/build/commands.ts';
import { CompileError } from '../executor/linux/build/compile.ts';
import {
  installCommand,
  installedCompiler,
  MissingError,
  neededPackages,
  type Package,
} from '../executor/linux/build/packages.ts';
import { driverOf, driverOfTree, headersOf, isUnpacked } from '../executor/linux/build/sources.ts';
import { type KernelVersion, versions } from '../executor/linux/build/variants.ts';
import { RewriteError } from '../executor/linux/rewrite/rewrite.ts';
import { visible } from '../report/visible-text.ts';
import { buildFlaws, chooseRewrites, type FlawedBuild } from './build-flaws.ts';
import { oneOf } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { nameOfBuild } from './linux-choice.ts';
import { columns, Terminal } from './terminal.ts';
import { several } from './values.ts';

interface Options {
  readonly tree?: string;
  readonly linuxVersion: string;
  readonly yes?: true;
  readonly flaw?: readonly string[];
}

const DEFAULT_VERSION: KernelVersion = '6.1';

/** `build`: makes executors that are not there from the start. */
export function register(program: Command, context: CommandContext): void {
  addCommand<Options>(
    program,
    context,
    {
      usage: 'build <what>',
      summary: 'build the executor of the unmodified Linux driver',
      description:
        'WHAT is linux. Compiles drivers/xen/xen-pciback of a kernel, as it is, into a process that programs run on: ' +
        'once for speed, once with AddressSanitizer and UndefinedBehaviorSanitizer, and has both prove that they notice ' +
        'what is planted. Without --yes it lists what it would get and changes nothing. With it, and as root, missing ' +
        'tools are installed; sources and headers are only unpacked, into PCIBACK_RIG_CACHE (default ' +
        '~/.cache/pciback-rig). Nothing of the kernel comes into the working directory.',
      examples: [
        ['build linux', 'what is needed, how large it is, and the command'],
        ['build linux --yes', 'get it and build'],
        ['build linux --linux-version 6.12 --yes', 'the driver of another kernel'],
        [
          'build linux --flaw xsa-155 --flaw all --yes',
          'with past bugs put back, for `regress --executor linux`',
        ],
        ['build linux --tree ~/linux --yes', 'your own checkout, against prepared headers'],
      ],
    },
    (call) => build(call, context.io, realCommands),
  )
    .option('--tree <folder>', 'driver of this kernel tree (or the folder of the driver itself)')
    .option(
      '--linux-version <version>',
      `kernel of the headers, and of the driver: ${versions.join(' or ')}`,
      DEFAULT_VERSION,
    )
    .option(
      '--flaw <id>',
      'the checked build with a past bug, or a group of them, put back, too; all: one of each (repeatable)',
      several,
    )
    .option('--yes', 'get what is missing and build, without further questions');
}

/** What is to be done, and with what. */
interface Plan {
  readonly version: KernelVersion;
  readonly tree: string | undefined;
  readonly cache: string;
  readonly packages: readonly Package[];
  /** Those of them that are not in the cache yet. */
  readonly missing: readonly Package[];
}

export function build(
  { operands: [what = ''], options }: Invocation<Options>,
  io: Io,
  commands: Commands,
): ExitCode {
  oneOf('build', 'executor that is built', what, ['linux'], 'pciback-rig build --help');
  const version = oneOf(
    '--linux-version',
    'version',
    options.linuxVersion,
    versions,
    'pciback-rig build --help',
  );
  if (process.arch !== 'x64' || process.platform !== 'linux')
    throw new UsageError(
      'build',
      `this is ${process.platform} on ${process.arch}`,
      'it needs Linux on x86-64',
    );
  const flawed = chooseRewrites(options.flaw ?? []);
  return withReasons(() => {
    const plan = makePlan(version, options.tree, io, commands);
    const json = options.json ? new JsonLines(io.stdout) : undefined;
    const nothingToGet = plan.missing.length === 0;
    if (!options.yes && !nothingToGet) {
      tell(plan, io, commands, json);
      return ExitCode.Ok;
    }
    if (options.yes) install(plan, io, commands);
    const builds = carryOut(plan, io, commands, flawed);
    report(builds, io, json);
    return ExitCode.Ok;
  });
}

function makePlan(version: KernelVersion, tree: string | undefined, io: Io, commands: Commands): Plan {
  const cache = cacheFolder(io.env);
  if (tree !== undefined) driverOfTree(resolve(tree));
  const packages = neededPackages(commands, version, tree === undefined);
  const missing = packages.filter((one) => !one.unpacked || !isUnpacked(cache, one));
  return { version, tree: tree === undefined ? undefined : resolve(tree), cache, packages, missing };
}

/** What a build would need, and the command. */
function tell(
  { version, missing, cache, tree }: Plan,
  io: Io,
  commands: Commands,
  json: JsonLines | undefined,
): void {
  const command = `pciback-rig build linux${tree === undefined ? '' : ` --tree ${tree}`}${version === DEFAULT_VERSION ? '' : ` --linux-version ${version}`} --yes`;
  const install = installCommand(commands, missing);
  if (json !== undefined) {
    for (const { name, version: held, download, unpacked } of missing)
      json.row('package', { name, version: held, download, installed: !unpacked });
    json.summary('build', {
      what: 'linux',
      built: [],
      missing: missing.length,
      run: command,
      install: install || null,
    });
    return;
  }
  const terminal = new Terminal(io);
  terminal.line(`A build of the Linux ${version} driver needs these packages of Debian:`);
  const rows = missing.map(({ name, version: held, download, unpacked }) => [
    `  ${visible(name)}`,
    visible(held),
    `${(download / 1e6).toFixed(1)} MB`,
    unpacked ? 'unpacked into the cache' : 'installed',
  ]);
  for (const line of columns(rows, (cell, column) => (column === 0 ? terminal.style('name', cell) : cell)))
    terminal.line(line);
  terminal.line(`\nThe cache is ${visible(cache)}. To get them and build:`);
  if (install !== '' && !commands.isRoot) terminal.line(`  $ ${install}`);
  terminal.line(`  $ ${visible(command)}`);
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
  { cache, packages, tree, version }: Plan,
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
    kernel: tree === undefined ? version : 'tree',
    version,
    driver,
    source,
    headers,
    shim: shimFolder(),
    tools: { clang: compiler.clang, objcopy: 'objcopy' },
    cache,
    commands,
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

function report(builds: readonly Build[], io: Io, json: JsonLines | undefined): void {
  if (json !== undefined) {
    for (const { kernel, variant, headers, source, key, program } of builds)
      json.row('build', { kernel, variant, headers, source, key, program });
    json.summary('build', {
      what: 'linux',
      built: builds.map(nameOfBuild),
      missing: 0,
      run: null,
      install: null,
    });
    return;
  }
  const terminal = new Terminal(io);
  for (const one of builds)
    terminal.line(
      `${terminal.style('name', nameOfBuild(one))}  ${visible(one.source)}  ${visible(one.program)}`,
    );
  terminal.line(
    '\nUse it: `pciback-rig conform --executor linux`, `pciback-rig repro --executor linux FILE`',
  );
}

/** Failures of what it runs, in words for the person at the keyboard. @throws UsageError */
function withReasons(action: () => ExitCode): ExitCode {
  try {
    return action();
  } catch (error) {
    if (error instanceof MissingError) throw new UsageError('build', error.message, `run: ${error.remedy}`);
    if (error instanceof RewriteError)
      throw new UsageError('--flaw', error.message, 'leave it out, or take --flaw all, which skips it');
    if (error instanceof CompileError)
      throw new UsageError(
        'build',
        `it does not compile: ${error.message}`,
        'try another --linux-version for the headers',
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
