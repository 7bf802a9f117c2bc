import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { Baseline } from '../campaign/baseline.ts';
import { Judge } from '../campaign/judge.ts';
import { knownCases, withKnownDevices } from '../campaign/known-cases.ts';
import { Series } from '../campaign/series.ts';
import type { Lost } from '../campaign/workers/event.ts';
import { type FindingsFolder, readFindings } from '../report/finding-states.ts';
import { visible } from '../report/visible-text.ts';
import { oraclesOf, withAgainstModelOption } from './against-model.ts';
import { chooseBaseline, chooseDevices } from './campaign-options.ts';
import { caseSeeds } from './case-seeds.ts';
import { chooseProfile, chooseTargets, DEFAULT_PROFILE } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { checkFolder, openStore, readCorpus, warn } from './corpus-place.ts';
import { chooseEdges, chooseProcessEdges, withEdges, writeEdges } from './edge-options.ts';
import { ExitCode, UsageError } from './errors.ts';
import { addExecutorOptions, executorMaker, usesProcess } from './executor-options.ts';
import { type CampaignSource, manyCampaigns, oneCampaign } from './fuzz-campaign.ts';
import { showCoverage } from './fuzz-coverage.ts';
import { Journal, readPlot, readStats } from './fuzz-journal.ts';
import { chooseMode, drawnFrom, type FuzzOptions, limitOf } from './fuzz-mode.ts';
import { prune } from './fuzz-prune.ts';
import type { Totals } from './fuzz-rows.ts';
import { Session } from './fuzz-session.ts';
import { makeView, silentView } from './fuzz-view.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { both, KeptResults, withResultsOption } from './kept-results.ts';
import { impliedProfile } from './linux-choice.ts';
import { prepareFolder } from './output-place.ts';
import { beginSourceCoverage, withSourceCoverageOption } from './source-coverage.ts';
import { count, duration, several } from './values.ts';
import { version } from './version.ts';

type Options = FuzzOptions;

const DEFAULT_FINDINGS = 'reports/findings';
const MAX_JOBS = 64;
const DEFAULT_HANG_LIMIT_MS = 10_000;

/** `fuzz`: runs a campaign. */
export function register(program: Command, context: CommandContext): void {
  const command = addCommand<Options>(
    program,
    context,
    {
      usage: 'fuzz [target...]',
      summary: 'play a hostile guest against the backend and report what it did wrong',
      description:
        'Runs a campaign of all targets, or of those named, and writes each new finding to a folder of its own: what ' +
        'is wrong, the smallest program that shows it, its trace, and the command that repeats it.\n\nWithout ' +
        '--profile the driver is Linux 6.1 as it stands; its known weaknesses (corpus/known) are reported as known ' +
        'and do not count. Findings that are in the findings folder already are named, and not minimised again.\n\nWith --corpus each program that ' +
        'shows something new is written there before it counts, and those of earlier runs are replayed and used: ' +
        'after Ctrl-C, kill -9 or a full disk the same command goes on, and with --resume the count of executions ' +
        'and the time do too. stats.json and plot.csv are kept there (without --corpus beside the findings folder); ' +
        '`status` shows them.\n\nModes: batch, a campaign; code-change, at most 10 minutes, ends at the first new ' +
        'finding; prune makes up nothing, minimizes the corpus, and runs all findings of the folder again: those ' +
        'that no longer reproduce are marked fixed, those that do again reopened; coverage replays the corpus and ' +
        'prints what it reaches. The rows of batch and code-change are kept beside the findings ' +
        '(results/fuzz.jsonl) for `report`; those of an interrupted run in fuzz.part.jsonl.\n\n' +
        '--jobs N runs N campaigns in threads of their own, which share programs and findings; --runs and --time are ' +
        'those of all together. Only one job does the same for the same --seed and --runs. An execution that takes longer than --hang-limit, and a ' +
        'thread that dies, is a fault of the rig: it is named, its program is written to the folder `lost` beside the ' +
        'findings, and another thread goes on (one job: the campaign ends).\n\nExit status: 0 nothing new, 2 wrong usage or a folder that cannot be written ' +
        '(a full disk), 77 a finding that is new, reopened or (not with code-change) still there, 78 the rig failed, 130 interrupted with everything found on disk.',
      examples: [
        ['fuzz', 'all targets for a minute'],
        [
          'fuzz double-fetch --profile hardened --flaw xsa-155 --runs 50000',
          'would XSA-155 be noticed if it came back?',
        ],
        ['fuzz --time 10m --device server.lspci', 'on the devices of a machine of yours'],
        ['fuzz --jobs 2 --time 10m', 'in two threads'],
        ['fuzz --seed-cases --time 10m', 'not from nothing: from what the conformance cases do'],
        ['fuzz --corpus work/corpus --time 8h', 'keep what is found out, and go on with it next time'],
        ['fuzz --corpus work/corpus --time 8h --resume', 'what is left of the eight hours'],
        ['fuzz --mode code-change --corpus work/corpus', 'is there anything new since a change?'],
        ['fuzz --mode prune --corpus work/corpus', 'a small corpus, and which findings are fixed'],
        ['fuzz --mode coverage --corpus work/corpus', 'what the corpus reaches'],
        [
          'fuzz --executor linux --source-coverage reports/linux-coverage --seed-cases --time 5m',
          'which lines of the driver a campaign reaches',
        ],
        ['fuzz --executor linux --against-model --time 10m', 'what the driver does and the model does not'],
        ['fuzz config-write --seed 42 --runs 100000 --json', 'the same again, for a program'],
      ],
    },
    (call) => fuzz(call, context.io),
  );
  addExecutorOptions(command)
    .option('--profile <name>', `behaviour of which driver (default: ${DEFAULT_PROFILE}; linux: its own)`)
    .option('--flaw <id>', 'put a past bug, or a group of them, back (repeatable)', several)
    .option('--hardening <id>', 'add a proposed fix (repeatable)', several)
    .option(
      '--device <dump>',
      'device: a shipped name, file, file#address or folder (repeatable; default: all shipped)',
      several,
    )
    .option('--time <duration>', 'how long, such as 60s or 5m', duration('--time'))
    .option('--runs <n>', 'how many executions', count('--runs'))
    .option('--seed <text>', 'seed of the campaign; the same seed and --runs give the same campaign')
    .option('--jobs <n>', 'threads that fuzz (default: 1)', count('--jobs', { max: MAX_JOBS }))
    .option(
      '--hang-limit <duration>',
      'longest that one execution may take (default: 10s)',
      duration('--hang-limit'),
    )
    .option('--corpus <folder>', 'where programs that show something new are kept, and taken from')
    .option('--seed-cases', 'begin with the programs of the conformance cases as well')
    .option('--resume', 'go on with the campaign of --corpus: its seed, executions and time count')
    .option('--mode <name>', 'batch, code-change, prune or coverage', 'batch')
    .option('--findings <folder>', 'where findings are written', DEFAULT_FINDINGS)
    .option('--baseline <file>', "what counts as known, instead of the profile's own list")
    .option('--no-baseline', 'report known weaknesses as new')
    .option('--stop-on-first', 'end at the first new finding')
    .option('--edges <file>', 'list the edges of the core that were taken, and those never (see: edges)')
    .option('--no-edges', 'go by features alone, on the core without counters: faster, and blinder')
    .option('--no-replay', 'begin with nothing: the attacks of past bugs (corpus/regress) are not run first');
  withAgainstModelOption(command);
  withSourceCoverageOption(command);
  withResultsOption(command);
}

async function fuzz({ operands, options }: Invocation<Options>, io: Io): Promise<ExitCode> {
  const mode = chooseMode(options);
  const isModel = !usesProcess(options);
  if (!isModel && (options.jobs ?? 1) > 1)
    throw new UsageError('--jobs', 'an executor in a process has one', 'leave it out');
  const targets = chooseTargets(operands);
  const profile = chooseProfile(impliedProfile(options, io.env), options.flaw, options.hardening);
  const baseline =
    options.executor !== 'process' || typeof options.baseline === 'string'
      ? chooseBaseline(options.baseline, profile)
      : new Baseline();
  const { library: chosen, texts } = chooseDevices(options.device, io);
  checkSeed(options.seed);
  const coreEdges = isModel ? chooseEdges(options.edges) : undefined;
  if (options.corpus !== undefined) checkFolder('--corpus', options.corpus, true);
  const corpus =
    options.corpus === undefined
      ? undefined
      : readCorpus(
          options.corpus,
          withKnownDevices(chosen),
          io,
          targets.map(({ name }) => name),
        );
  const library = corpus?.library ?? withKnownDevices(chosen);
  const source = beginSourceCoverage(options, io);
  const judging = oraclesOf(options, library, profile);
  const { close, counted, make, refused } = executorMaker(options, library, profile, io.env);
  const edges = isModel ? coreEdges : chooseProcessEdges(options.edges, counted);
  const makeJudge = () => new Judge(make(profile), judging);
  if (mode === 'coverage' && corpus !== undefined)
    return withEdges(
      edges,
      options.edges,
      () => showCoverage(corpus, makeJudge(), options, io, { edges, counted, source, close }),
      counted,
    );
  if (mode === 'prune') return prune(options, corpus, makeJudge, io);
  const seeds = options.seedCases ? await caseSeeds(library, targets) : [];
  const earlier = options.resume && options.corpus !== undefined ? readStats(options.corpus) : undefined;
  const seed = options.seed ?? earlier?.seed ?? String(randomInt(1_000_000_000));
  const limit = limitOf(options, mode, earlier);
  prepareFindings(options.findings);
  if (options.corpus !== undefined) prepareFolder(options.corpus);
  const filed = openFindings(options.findings, io);
  const series = new Series(earlier === undefined ? [] : readPlot(options.corpus));
  const kept = new KeptResults(
    options.results,
    { name: 'fuzz', isPart: false, folder: dirname(options.findings) },
    io,
  );
  const began = io.now();
  let interrupted = false;
  const release = io.onInterrupt(() => {
    interrupted = true;
  });
  const store = options.corpus === undefined ? undefined : openStore(options.corpus, library);
  const campaignSource: CampaignSource = {
    options,
    targets,
    devices: chosen.names(),
    library,
    profile,
    makeExecutor: make,
    oracles: judging,
    isModel,
    seed: drawnFrom(seed, earlier),
    runs: limit.runs ?? Number.POSITIVE_INFINITY,
    stopOnFirst: options.stopOnFirst === true || mode === 'code-change',
    baseline,
    earlier: filed.findings,
    known: options.replay ? knownCases() : [],
    corpus: [...(corpus?.entries ?? []), ...seeds],
    save: (target, program) => store?.save(target, program),
    texts,
    edges,
    hangLimit: options.hangLimit ?? DEFAULT_HANG_LIMIT_MS,
    stop: () => interrupted || (limit.milliseconds !== undefined && io.now() - began >= limit.milliseconds),
  };
  const jobs = options.jobs ?? 1;
  const campaign = jobs === 1 ? oneCampaign(campaignSource) : manyCampaigns(campaignSource, jobs);
  const rows = new JsonLines(both(options.json ? io.stdout : undefined, kept));
  const journal = new Journal(
    options.corpus ?? dirname(options.findings),
    {
      version: version(),
      pid: process.pid,
      commandLine: commandLine(io),
      seed,
      profile: profile.name,
      earlier,
    },
    io,
  );
  journal.begin(campaign.progress());
  const view = options.json ? silentView : makeView(io, limit);
  const session = new Session(options, profile, library, make, seed, view, rows, filed, io);
  try {
    for await (const event of campaign.events) {
      if (event === undefined) {
        view.tick(campaign.progress());
        journal.tick(campaign.progress());
        series.tick((io.now() - began) / 1000, campaign.progress());
        continue;
      }
      if (event.kind !== 'lost') journal.event(event);
      session.take(event);
    }
    journal.end(endOf(interrupted, session.lost), campaign.progress());
  } catch (error) {
    // What ended it is told, not that this could not be written either.
    quietly(() => journal.end('failed', campaign.progress()));
    kept.abandon();
    throw error;
  } finally {
    release();
    view.close();
  }
  const seconds = (io.now() - began) / 1000;
  warnOfRefused(refused, io);
  close();
  source?.end();
  if (options.json) source?.rows(new JsonLines(io.stdout));
  const totals: Totals = {
    seed,
    profile: profile.name,
    flaws: options.flaw ?? [],
    hardenings: options.hardening ?? [],
    executor: options.executor,
    devices: chosen.names().length,
    targets: targets.map(({ name }) => name),
    seconds,
    progress: campaign.progress(),
    series: series.end(seconds, campaign.progress()),
    executionsBefore: earlier?.execs_done ?? 0,
    findings: session.findings,
    seenBefore: session.seenBefore,
    consequences: session.consequences,
    errors: session.errors,
    lost: session.lost,
    interrupted,
    skipped: campaign.skipped,
    findingsFolder: options.findings,
  };
  session.finish(totals, io);
  if (!options.json) source?.show(io);
  kept.end({ interrupted });
  writeEdges(options.edges, campaign.edges, counted);
  if (session.errors > 0 || session.lost.length > 0) return ExitCode.RigFailed;
  if (interrupted) return ExitCode.Interrupted;
  // A change is not held responsible for what was there before it; anybody else wants to know that it still is.
  const open = mode !== 'code-change' && session.seenBefore.length > 0;
  return open || session.findings.some(({ state }) => state !== 'known') ? ExitCode.Finding : ExitCode.Ok;
}

/** A process is not blamed for what it does not do, but whoever reads "nothing found" must know. */
function warnOfRefused(refused: ReadonlyMap<string, number>, io: Io): void {
  const all = [...refused.values()].reduce((sum, number) => sum + number, 0);
  if (all === 0) return;
  const [[reason, number]] = [...refused].sort(([, a], [, b]) => b - a) as [[string, number]];
  io.stderr.write(
    `pciback-rig: the executor refused ${all} programs: ${number} times because ${visible(reason)}\n`,
  );
}

/** A campaign that lost its last thread has failed; others went on. */
function endOf(interrupted: boolean, lost: readonly Lost[]): 'interrupted' | 'failed' | 'done' {
  if (interrupted) return 'interrupted';
  return lost.at(-1)?.replaced === false ? 'failed' : 'done';
}

const commandLine = ({ argv }: Io): string => ['pciback-rig', ...(argv ?? ['fuzz'])].join(' ');

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // the first error says it
  }
}

/** The findings of earlier runs; a warning for each folder that holds none that can be read. */
function openFindings(folder: string, io: Io): FindingsFolder {
  const filed = readFindings(folder);
  for (const warning of filed.warnings) warn(warning, io);
  return filed;
}

function checkSeed(seed: string | undefined): void {
  if (seed !== undefined && seed.length > 200)
    throw new UsageError('--seed', 'a seed has at most 200 characters', 'take a shorter one');
}

/** Makes sure that findings and the summary beside them can be written, before the campaign begins. @throws UsageError */
function prepareFindings(folder: string): void {
  if (folder === '') throw new UsageError('--findings', 'the name is empty', 'name a folder');
  prepareFolder(dirname(folder), folder);
  if (existsSync(folder)) prepareFolder(folder);
}
