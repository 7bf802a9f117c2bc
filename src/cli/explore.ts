import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { Causes } from '../campaign/cause.ts';
import { type BoundName, boundNames, bounds } from '../campaign/explore/bound.ts';
import { type ExploreConfig, type Explorer, makeExplorer } from '../campaign/explore/explorer.ts';
import { Journal, journalKey } from '../campaign/explore/journal.ts';
import { flipOperations, operations } from '../campaign/explore/operations.ts';
import { exploreWorker, localRunner, runUnits, threadRunner } from '../campaign/explore/pool.ts';
import { totalOf, type UnitResult } from '../campaign/explore/result.ts';
import { ExploreSummary } from '../campaign/explore/summary.ts';
import { chooseBaseline, judgeMaker } from './campaign-options.ts';
import { chooseProfile, oneOf } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode, UsageError } from './errors.ts';
import { type ExecutorOptions, usesProcess } from './executor-options.ts';
import { LinuxExploration, NO_INTERLEAVING } from './explore-linux.ts';
import { judged, summaryFields, type Told, unitRow, violationRow } from './explore-rows.ts';
import { showExploration } from './explore-summary.ts';
import { type ExploreView, makeExploreView, silentExploreView } from './explore-view.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { chooseBuild, impliedProfile, type LinuxChoice, nameOfBuild } from './linux-choice.ts';
import { prepareFolder, writing } from './output-place.ts';
import { count, several } from './values.ts';
import { version } from './version.ts';

interface Options extends Pick<ExecutorOptions, 'executor' | 'linuxBuild'> {
  readonly profile?: string;
  readonly flaw?: readonly string[];
  readonly hardening?: readonly string[];
  readonly device?: readonly string[];
  readonly baseline?: string | boolean;
  /** `false` after `--no-pairs`; absent: as the executor has it. */
  readonly pairs?: boolean;
  readonly preemptions?: number;
  readonly bound: string;
  readonly jobs?: number;
  readonly placements: number;
  readonly journal: string;
  readonly resume?: true;
}

const DEFAULT_JOURNAL = 'reports/explore.jsonl';
const DEFAULT_PLACEMENTS = 200;
const MAX_JOBS = 64;

const operationNames = operations.map(({ name }) => name);
const boundTexts = boundNames.map((name) => `${name}: ${bounds[name].title}`).join('; ');

/** `explore`: every placement of a hostile change, within a bound. */
export function register(program: Command, context: CommandContext): void {
  addCommand<Options>(
    program,
    context,
    {
      usage: 'explore [operation...]',
      summary: 'place every change of the shared page at every point, and every event',
      description:
        `Operations: ${operationNames.join(', ')}; all without a name. For each, on each class of device and in each mode, ` +
        'every field of the shared page that it depends on is changed to each of a set of border values at every point the ' +
        'backend comes by, then every pair of such changes. Into the last six, events, closing, destroying, unbinding and ' +
        'AER and others (docs/explore.md) are interleaved, with up to two preemptions. Placements that cannot be told apart are run once; the output ' +
        `has how many there are, how many classes, and how many were run.\n\nBounds: ${boundTexts}. Events are interleaved ` +
        'on a device with MSI and MSI-X (full: one of every class).\n\nEvery oracle judges. Finished units are kept in the ' +
        'journal, and --resume goes on from there.\n\nWith --executor linux the real driver runs: single changes (--pairs: pairs as well), ' +
        'no interleavings, one thread; the loads of each byte of a request are counted, and what is new is minimised. ' +
        'Exit status: 0 no new violation, 77 a violation, 130 interrupted.',
      examples: [
        ['explore', 'everything on the hardened driver, within the standard bound'],
        [
          'explore enable-msix --flaw xsa-155 --no-pairs',
          'every exploitable placement of XSA-155 in one operation',
        ],
        ['explore --executor linux', 'single changes on the real driver, and how often it loads each byte'],
        ['explore --resume', 'go on after an interruption'],
        ['explore events close --preemptions 1 --json', 'for a program'],
        ['explore config-write --device server.lspci', 'on devices of yours'],
      ],
    },
    (call) => explore(call, context.io),
  )
    .option('--executor <name>', 'what runs the programs: model or linux', 'model')
    .option('--linux-build <name>', 'for --executor linux: 6.1, 6.12, 6.1/checked+xsa-155')
    .option('--profile <name>', 'behaviour of which driver (default: hardened; linux: its own)')
    .option('--flaw <id>', 'put a past bug, or a group of them, back (repeatable)', several)
    .option('--hardening <id>', 'add a proposed fix (repeatable)', several)
    .option('--device <dump>', 'device: a shipped name, file, file#address or folder (repeatable)', several)
    .option('--pairs', 'with --executor linux: pairs as well')
    .option('--no-pairs', 'single changes only')
    .option(
      '--preemptions <n>',
      'preemptions of an interleaving at most',
      count('--preemptions', { min: 0, max: 2 }),
    )
    .option('--bound <name>', 'how far: small, standard or full', 'standard')
    .option('--jobs <n>', 'threads (default: one for each processor)', count('--jobs', { max: MAX_JOBS }))
    .option(
      '--placements <n>',
      'placements listed of each violation (default: 200; with --json all)',
      count('--placements'),
    )
    .option('--baseline <file>', "what counts as known, instead of the profile's own list")
    .option('--no-baseline', 'report known weaknesses as new')
    .option('--journal <file>', 'where results of finished units are kept', DEFAULT_JOURNAL)
    .option('--resume', 'leave out the units that are in the journal');
}

const processors = (): number => Math.min(availableParallelism(), MAX_JOBS);

async function explore({ operands, options }: Invocation<Options>, io: Io): Promise<ExitCode> {
  const config = readConfig(operands, options, io);
  const profile = chooseProfile(config.profile, config.flaws, config.hardenings);
  const baseline = chooseBaseline(options.baseline, profile);
  let linux: LinuxExploration | undefined;
  const explorer = makeExplorer(
    config,
    io.env,
    config.executor === undefined
      ? undefined
      : (library) => {
          linux = new LinuxExploration(options, library, io.env);
          return linux.running;
        },
  );
  const jobs = options.jobs ?? (linux === undefined ? processors() : 1);
  if (options.journal === '') throw new UsageError('--journal', 'the name is empty', 'name a file');
  prepareFolder(dirname(options.journal), options.journal);
  const journal = writing(
    options.journal,
    () => new Journal(options.journal, journalKey(config, explorer.texts, version())),
  );
  const earlier = options.resume
    ? writing(options.journal, () => journal.read())
    : new Map<string, UnitResult>();
  const json = options.json ? new JsonLines(io.stdout) : undefined;
  const view = options.json ? silentExploreView : makeExploreView(io);
  const summary = new ExploreSummary(config.limit);
  const began = io.now();
  const ids = explorer.units.map(({ id }) => id);
  const kept = ids.flatMap((id) => earlier.get(id) ?? []);
  const left = ids.filter((id) => !earlier.has(id));
  view.begin(ids.length, kept.length, jobs);
  for (const result of kept) take(result, summary, json, true);
  const ended = await runLeft(left, { config, explorer, jobs, io, view }, (result) => {
    // On disk before it is announced.
    writing(options.journal, () => journal.add(result));
    take(result, summary, json, false);
  });
  view.close();
  const causes = linux?.causes ?? new Causes(profile, (changed) => judgeMaker(explorer.library, changed)());
  const told: Told = {
    profile: profile.name,
    config,
    devices: explorer.devices,
    unitsPlanned: ids.length,
    unitsResumed: kept.length,
    summary,
    violations: [...summary.violations.values()].map((one) => {
      const it = judged(one, baseline, causes);
      return linux === undefined || it.state === 'known' ? it : { ...it, ...linux.minimised(one) };
    }),
    interrupted: !ended,
    seconds: (io.now() - began) / 1000,
    journal: options.journal,
  };
  linux?.close();
  if (json === undefined) showExploration(told, io);
  else {
    for (const one of told.violations) json.row('violation', violationRow(one));
    json.summary('explore', summaryFields(told));
  }
  if (!ended) return ExitCode.Interrupted;
  return told.violations.some(({ state }) => state === 'new') ? ExitCode.Finding : ExitCode.Ok;
}

/** @throws UsageError */
function readConfig(
  operands: readonly string[],
  options: Invocation<Options>['options'],
  io: Io,
): ExploreConfig {
  const linux = isOnLinux(operands, options);
  for (const name of operands)
    oneOf('explore', 'operation', name, operationNames, 'pciback-rig explore --help');
  const bound = oneOf<BoundName>('--bound', 'bound', options.bound, boundNames, 'pciback-rig explore --help');
  return {
    profile: (linux ? impliedProfile(options, io.env) : options.profile) ?? 'hardened',
    flaws: options.flaw ?? [],
    hardenings: options.hardening ?? [],
    devices: options.device ?? [],
    operations: linux && operands.length === 0 ? flipOperations.map(({ name }) => name) : operands,
    bound,
    pairs: options.pairs ?? !linux,
    preemptions: linux ? 0 : ((options.preemptions ?? 2) as 0 | 1 | 2),
    limit: options.placements ?? (options.json ? Number.POSITIVE_INFINITY : DEFAULT_PLACEMENTS),
    ...(linux ? { executor: executorKey(options, io.env), countFetches: true } : {}),
  };
}

/** Names the build and what it was made of, so that a journal is about the same driver. */
function executorKey(choice: LinuxChoice, env: Io['env']): string {
  const build = chooseBuild(choice, env);
  return `linux ${nameOfBuild(build)} ${build.key}`;
}

/** @throws UsageError for options that do not go together */
function isOnLinux(operands: readonly string[], options: Options): boolean {
  oneOf('--executor', 'executor', options.executor, ['model', 'linux'], 'pciback-rig explore --help');
  if (!usesProcess(options)) return false;
  const interleaved = operands.find((name) => !flipOperations.some((one) => one.name === name));
  if (interleaved !== undefined && operationNames.includes(interleaved))
    throw new UsageError(interleaved, `with --executor linux: ${NO_INTERLEAVING}`, 'leave --executor out');
  if (options.preemptions !== undefined)
    throw new UsageError('--preemptions', `with --executor linux: ${NO_INTERLEAVING}`, 'leave it out');
  if ((options.jobs ?? 1) > 1)
    throw new UsageError('--jobs', 'an executor in a process has one', 'leave it out');
  return true;
}

function take(
  result: UnitResult,
  summary: ExploreSummary,
  json: JsonLines | undefined,
  resumed: boolean,
): void {
  summary.add(result);
  json?.row('unit', unitRow(result, resumed));
}

interface Surroundings {
  readonly config: ExploreConfig;
  readonly explorer: Explorer;
  readonly jobs: number;
  readonly io: Io;
  readonly view: ExploreView;
}

/** Runs what is left; false when it was interrupted. */
async function runLeft(
  units: readonly string[],
  { config, explorer, jobs, io, view }: Surroundings,
  onResult: (result: UnitResult) => void,
): Promise<boolean> {
  const stop = new AbortController();
  const release = io.onInterrupt(() => stop.abort());
  const { signal } = stop;
  const threads = Math.min(jobs, units.length);
  const runners =
    threads <= 1
      ? [localRunner(explorer, signal, io.now)]
      : Array.from({ length: threads }, () => threadRunner(() => exploreWorker(config), signal));
  try {
    return await runUnits(
      units,
      runners,
      {
        progress: (runner, unit, programs) => view.progress(runner, unit, programs),
        result(runner, result) {
          onResult(result);
          view.result(runner, totalOf(result.counts), result.violations.length);
        },
      },
      signal,
    );
  } finally {
    release();
  }
}
