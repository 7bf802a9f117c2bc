import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { Causes } from '../campaign/cause.ts';
import { type BoundName, boundNames, bounds } from '../campaign/explore/bound.ts';
import { type ExploreConfig, type Explorer, makeExplorer } from '../campaign/explore/explorer.ts';
import { Journal, journalKey } from '../campaign/explore/journal.ts';
import { operations } from '../campaign/explore/operations.ts';
import { exploreWorker, localRunner, runUnits, threadRunner } from '../campaign/explore/pool.ts';
import { totalOf, type UnitResult } from '../campaign/explore/result.ts';
import { ExploreSummary } from '../campaign/explore/summary.ts';
import { chooseBaseline, judgeMaker } from './campaign-options.ts';
import { chooseProfile, oneOf } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode, UsageError } from './errors.ts';
import { judged, summaryFields, type Told, unitRow, violationRow } from './explore-rows.ts';
import { showExploration } from './explore-summary.ts';
import { type ExploreView, makeExploreView, silentExploreView } from './explore-view.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { prepareFolder, writing } from './output-place.ts';
import { count, several } from './values.ts';
import { version } from './version.ts';

interface Options {
  readonly profile: string;
  readonly flaw?: readonly string[];
  readonly hardening?: readonly string[];
  readonly device?: readonly string[];
  readonly baseline?: string | boolean;
  /** `false` after `--no-pairs`. */
  readonly pairs: boolean;
  readonly preemptions: number;
  readonly bound: string;
  readonly jobs: number;
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
        'journal, and --resume goes on from there. Exit status: 0 no new violation, 77 a violation, 130 interrupted.',
      examples: [
        ['explore', 'everything on the hardened driver, within the standard bound'],
        [
          'explore enable-msix --flaw xsa-155 --no-pairs',
          'every exploitable placement of XSA-155 in one operation',
        ],
        ['explore --resume', 'go on after an interruption'],
        ['explore events close --preemptions 1 --json', 'for a program'],
        ['explore config-write --device server.lspci', 'on devices of yours'],
      ],
    },
    (call) => explore(call, context.io),
  )
    .option('--profile <name>', 'behaviour of which driver', 'hardened')
    .option('--flaw <id>', 'put a past bug, or a group of them, back (repeatable)', several)
    .option('--hardening <id>', 'add a proposed fix (repeatable)', several)
    .option('--device <dump>', 'device: a shipped name, file, file#address or folder (repeatable)', several)
    .option('--no-pairs', 'single changes only')
    .option(
      '--preemptions <n>',
      'preemptions of an interleaving at most',
      count('--preemptions', { min: 0, max: 2 }),
      2,
    )
    .option('--bound <name>', 'how far: small, standard or full', 'standard')
    .option(
      '--jobs <n>',
      'threads (default: one for each processor)',
      count('--jobs', { max: MAX_JOBS }),
      processors(),
    )
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
  const config = readConfig(operands, options);
  const profile = chooseProfile(config.profile, config.flaws, config.hardenings);
  const baseline = chooseBaseline(options.baseline, profile);
  const explorer = makeExplorer(config, io.env);
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
  view.begin(ids.length, kept.length, options.jobs);
  for (const result of kept) take(result, summary, json, true);
  const ended = await runLeft(left, { config, explorer, jobs: options.jobs, io, view }, (result) => {
    // On disk before it is announced.
    writing(options.journal, () => journal.add(result));
    take(result, summary, json, false);
  });
  view.close();
  const causes = new Causes(profile, (changed) => judgeMaker(explorer.library, changed)());
  const told: Told = {
    profile: profile.name,
    config,
    devices: explorer.devices,
    unitsPlanned: ids.length,
    unitsResumed: kept.length,
    summary,
    violations: [...summary.violations.values()].map((one) => judged(one, baseline, causes)),
    interrupted: !ended,
    seconds: (io.now() - began) / 1000,
    journal: options.journal,
  };
  if (json === undefined) showExploration(told, io);
  else {
    for (const one of told.violations) json.row('violation', violationRow(one));
    json.summary('explore', summaryFields(told));
  }
  if (!ended) return ExitCode.Interrupted;
  return told.violations.some(({ state }) => state === 'new') ? ExitCode.Finding : ExitCode.Ok;
}

/** @throws UsageError */
function readConfig(operands: readonly string[], options: Invocation<Options>['options']): ExploreConfig {
  for (const name of operands)
    oneOf('explore', 'operation', name, operationNames, 'pciback-rig explore --help');
  const bound = oneOf<BoundName>('--bound', 'bound', options.bound, boundNames, 'pciback-rig explore --help');
  return {
    profile: options.profile,
    flaws: options.flaw ?? [],
    hardenings: options.hardening ?? [],
    devices: options.device ?? [],
    operations: operands,
    bound,
    pairs: options.pairs,
    preemptions: options.preemptions as 0 | 1 | 2,
    limit: options.placements ?? (options.json ? Number.POSITIVE_INFINITY : DEFAULT_PLACEMENTS),
  };
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
