import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { Campaign, type CampaignEvent } from '../campaign/campaign.ts';
import { Causes } from '../campaign/cause.ts';
import { shippedDevices } from '../campaign/device-files.ts';
import { type Again, type Consequence, type Finding, identityOf } from '../campaign/finding.ts';
import { knownCases, withKnownDevices } from '../campaign/known-cases.ts';
import type { Profile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import type { Sighting } from '../report/finding-context.ts';
import { directoryName, findingFiles } from '../report/finding-files.ts';
import {
  type FiledFinding,
  type FindingsFolder,
  readFindings,
  updateFinding,
} from '../report/finding-states.ts';
import { writeFileAtomically, writeFiles } from '../report/write-files.ts';
import {
  checkExecutor,
  chooseBaseline,
  chooseDevices,
  judgeMaker,
  type RunOptions,
} from './campaign-options.ts';
import { chooseProfile, chooseTargets, DEFAULT_PROFILE } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { checkFolder, openStore, readCorpus, warn } from './corpus-place.ts';
import { chooseEdges, type EdgeOption, withEdges, writeEdges } from './edge-options.ts';
import { ExitCode, UsageError } from './errors.ts';
import { showCoverage } from './fuzz-coverage.ts';
import { dateOf, Journal, readStats } from './fuzz-journal.ts';
import { chooseMode, drawnFrom, limitOf, type ModeOptions } from './fuzz-mode.ts';
import { prune } from './fuzz-prune.ts';
import { againRow, eventFields, findingRow, summaryFields, type Totals } from './fuzz-rows.ts';
import { showSummary } from './fuzz-summary.ts';
import { type FuzzView, makeView, silentView } from './fuzz-view.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { prepareFolder, writing } from './output-place.ts';
import { count, duration, several } from './values.ts';
import { version } from './version.ts';

interface Options extends RunOptions, ModeOptions {
  readonly findings: string;
  readonly hardening?: readonly string[];
  readonly edges?: EdgeOption;
  /** `false` after `--no-replay`. */
  readonly replay: boolean;
}

const DEFAULT_FINDINGS = 'reports/findings';

/** `fuzz`: runs a campaign. */
export function register(program: Command, context: CommandContext): void {
  addCommand<Options>(
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
        'prints what it reaches.\n\nExit status: 0 nothing new, 2 wrong usage or a folder that cannot be written ' +
        '(a full disk), 77 a finding that is new, reopened or (not with code-change) still there, 78 the rig failed, 130 interrupted with everything found on disk.',
      examples: [
        ['fuzz', 'all targets for a minute'],
        [
          'fuzz double-fetch --profile hardened --flaw xsa-155 --runs 50000',
          'would XSA-155 be noticed if it came back?',
        ],
        ['fuzz --time 10m --device server.lspci', 'on the devices of a machine of yours'],
        ['fuzz --corpus work/corpus --time 8h', 'keep what is found out, and go on with it next time'],
        ['fuzz --corpus work/corpus --time 8h --resume', 'what is left of the eight hours'],
        ['fuzz --mode code-change --corpus work/corpus', 'is there anything new since a change?'],
        ['fuzz --mode prune --corpus work/corpus', 'a small corpus, and which findings are fixed'],
        ['fuzz --mode coverage --corpus work/corpus', 'what the corpus reaches'],
        ['fuzz config-write --seed 42 --runs 100000 --json', 'the same again, for a program'],
      ],
    },
    (call) => fuzz(call, context.io),
  )
    .option('--executor <name>', 'what runs the programs', 'model')
    .option('--profile <name>', 'behaviour of which driver', DEFAULT_PROFILE)
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
    .option('--corpus <folder>', 'where programs that show something new are kept, and taken from')
    .option('--resume', 'go on with the campaign of --corpus: its seed, executions and time count')
    .option('--mode <name>', 'batch, code-change, prune or coverage', 'batch')
    .option('--findings <folder>', 'where findings are written', DEFAULT_FINDINGS)
    .option('--baseline <file>', "what counts as known, instead of the profile's own list")
    .option('--no-baseline', 'report known weaknesses as new')
    .option('--stop-on-first', 'end at the first new finding')
    .option('--edges <file>', 'list the edges of the core that were taken, and those never (see: edges)')
    .option('--no-edges', 'go by features alone, on the core without counters: faster, and blinder')
    .option('--no-replay', 'begin with nothing: the attacks of past bugs (corpus/regress) are not run first');
}

async function fuzz({ operands, options }: Invocation<Options>, io: Io): Promise<ExitCode> {
  const mode = chooseMode(options);
  checkExecutor(options.executor);
  const targets = chooseTargets(operands);
  const profile = chooseProfile(options.profile, options.flaw, options.hardening);
  const baseline = chooseBaseline(options.baseline, profile);
  const { library: chosen, texts } = chooseDevices(options.device, io);
  checkSeed(options.seed);
  const edges = chooseEdges(options.edges);
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
  if (mode === 'coverage' && corpus !== undefined)
    return withEdges(edges, options.edges, () =>
      showCoverage(corpus, judgeMaker(library, profile)(), options, io, edges),
    );
  if (mode === 'prune') return prune(options, corpus, judgeMaker(library, profile), io);
  const earlier = options.resume && options.corpus !== undefined ? readStats(options.corpus) : undefined;
  const seed = options.seed ?? earlier?.seed ?? String(randomInt(1_000_000_000));
  const limit = limitOf(options, mode, earlier);
  prepareFindings(options.findings);
  if (options.corpus !== undefined) prepareFolder(options.corpus);
  const filed = openFindings(options.findings, io);
  const began = io.now();
  let interrupted = false;
  const release = io.onInterrupt(() => {
    interrupted = true;
  });
  const store = options.corpus === undefined ? undefined : openStore(options.corpus, library);
  const campaign = new Campaign({
    targets,
    devices: chosen.names(),
    seed: drawnFrom(seed, earlier),
    runs: limit.runs ?? Number.POSITIVE_INFINITY,
    stopOnFirst: options.stopOnFirst === true || mode === 'code-change',
    baseline,
    causes: new Causes(profile, (changed) => judgeMaker(library, changed)()),
    earlier: filed.findings,
    known: options.replay ? knownCases() : [],
    ...(corpus === undefined ? {} : { corpus: corpus.entries }),
    ...(store === undefined ? {} : { save: (target, program) => store.save(target, program) }),
    texts,
    edges,
    makeJudge: judgeMaker(library, profile),
    stop: () => interrupted || (limit.milliseconds !== undefined && io.now() - began >= limit.milliseconds),
  });
  const json = options.json ? new JsonLines(io.stdout) : undefined;
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
  const session = new Session(options, profile, library, seed, view, json, filed, io);
  try {
    for (const event of campaign.run()) {
      if (event !== undefined) {
        journal.event(event);
        session.take(event);
      } else {
        view.tick(campaign.progress());
        journal.tick(campaign.progress());
        // Lets signals in.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    journal.end(interrupted ? 'interrupted' : 'done', campaign.progress());
  } catch (error) {
    // What ended it is told, not that this could not be written either.
    quietly(() => journal.end('failed', campaign.progress()));
    throw error;
  } finally {
    release();
    view.close();
  }
  const totals: Totals = {
    seed,
    profile: profile.name,
    flaws: options.flaw ?? [],
    hardenings: options.hardening ?? [],
    executor: options.executor,
    devices: chosen.names().length,
    targets: targets.map(({ name }) => name),
    seconds: (io.now() - began) / 1000,
    progress: campaign.progress(),
    executionsBefore: earlier?.execs_done ?? 0,
    findings: session.findings,
    seenBefore: session.seenBefore,
    consequences: session.consequences,
    errors: session.errors,
    interrupted,
    skipped: campaign.skipped,
    findingsFolder: options.findings,
  };
  session.finish(totals, io);
  writeEdges(options.edges, edges);
  if (session.errors > 0) return ExitCode.RigFailed;
  if (interrupted) return ExitCode.Interrupted;
  // A change is not held responsible for what was there before it; anybody else wants to know that it still is.
  const open = mode !== 'code-change' && session.seenBefore.length > 0;
  return open || session.findings.some(({ state }) => state !== 'known') ? ExitCode.Finding : ExitCode.Ok;
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

/** What comes of a campaign's events: rows or lines, and files. */
class Session {
  readonly findings: Finding[] = [];
  readonly seenBefore: Again[] = [];
  readonly consequences: Consequence[] = [];
  errors = 0;
  private readonly options: Invocation<Options>['options'];
  private readonly profile: Profile;
  private readonly library: DeviceLibrary;
  private readonly shipped = shippedDevices();
  private readonly seed: string;
  private readonly view: FuzzView;
  private readonly json: JsonLines | undefined;
  private readonly filed: FindingsFolder;
  private readonly io: Io;

  constructor(
    options: Invocation<Options>['options'],
    profile: Profile,
    library: DeviceLibrary,
    seed: string,
    view: FuzzView,
    json: JsonLines | undefined,
    filed: FindingsFolder,
    io: Io,
  ) {
    this.options = options;
    this.profile = profile;
    this.library = library;
    this.seed = seed;
    this.view = view;
    this.json = json;
    this.filed = filed;
    this.io = io;
  }

  take(event: CampaignEvent): void {
    if (event.kind === 'finding') this.takeFinding(event);
    else if (event.kind === 'again') this.takeAgain(event);
    else if (event.kind === 'error') this.errors++;
    else if (event.kind === 'consequence') this.consequences.push(event);
    this.view.event(event);
    if (this.json === undefined || event.kind === 'finding' || event.kind === 'again') return;
    this.json.row('event', eventFields(event));
  }

  /** The summary, to the file, and to the screen or the stream. */
  finish(totals: Totals, io: Io): void {
    const summary = summaryFields(totals);
    const file = join(dirname(this.options.findings), 'fuzz-summary.json');
    const text = `${JSON.stringify({ command: 'fuzz', ...summary }, null, 2)}\n`;
    writing(file, () => writeFileAtomically(file, text));
    if (this.json === undefined) showSummary(totals, io);
    else this.json.summary('fuzz', summary);
  }

  /** On disk before it is announced. */
  private takeFinding(finding: Finding): void {
    this.findings.push(finding);
    const directory = finding.state === 'known' ? null : this.write(finding);
    this.json?.row('finding', findingRow(finding, directory));
  }

  /** A finding of the folder that was met once more: that is noted there. */
  private takeAgain(again: Again): void {
    this.seenBefore.push(again);
    const earlier = this.earlier(again.identity);
    if (earlier === undefined) return;
    this.json?.row('finding', againRow(again, earlier));
    const lastSeen = this.sighting(again.executions);
    writing(earlier.directory, () =>
      updateFinding(earlier, { lastSeen, timesSeen: (earlier.timesSeen ?? 1) + 1 }),
    );
  }

  private earlier(identity: string): FiledFinding | undefined {
    return this.filed.findings.find((finding) => finding.identity === identity);
  }

  private sighting(executions: number): Sighting {
    return { time: new Date(dateOf(this.io)).toISOString(), seed: this.seed, executions };
  }

  private write(finding: Finding): string {
    const earlier = this.earlier(identityOf(finding));
    const lastSeen = this.sighting(finding.executions);
    const directory = join(this.options.findings, directoryName(identityOf(finding)));
    const { program } = finding;
    const files = findingFiles(finding, {
      profile: this.profile.name,
      flaws: this.options.flaw ?? [],
      hardenings: this.options.hardening ?? [],
      executor: this.options.executor,
      seed: this.seed,
      directory,
      library: this.library,
      shipped: this.shipped,
      seen: {
        firstSeen: earlier?.firstSeen ?? lastSeen,
        lastSeen,
        timesSeen: (earlier?.timesSeen ?? 0) + 1,
      },
      execution:
        program === undefined
          ? undefined
          : new ModelExecutor(this.library, this.profile).run(program, 'full'),
    });
    writing(directory, () => writeFiles(directory, files));
    return directory;
  }
}
