import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { Campaign, type CampaignEvent } from '../campaign/campaign.ts';
import { Causes } from '../campaign/cause.ts';
import { shippedDevices } from '../campaign/device-files.ts';
import { type Consequence, type Finding, identityOf } from '../campaign/finding.ts';
import { knownCases, withKnownDevices } from '../campaign/known-cases.ts';
import type { Profile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { directoryName, findingFiles } from '../report/finding-files.ts';
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
import { ExitCode, UsageError } from './errors.ts';
import { eventFields, findingRow, summaryFields, type Totals } from './fuzz-rows.ts';
import { showSummary } from './fuzz-summary.ts';
import { type FuzzView, makeView, silentView } from './fuzz-view.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { prepareFolder, writing } from './output-place.ts';
import { count, duration, several } from './values.ts';

interface Options extends RunOptions {
  readonly time?: number;
  readonly runs?: number;
  readonly seed?: string;
  readonly findings: string;
  readonly hardening?: readonly string[];
  readonly stopOnFirst?: true;
  /** `false` after `--no-replay`. */
  readonly replay: boolean;
}

/** A campaign without `--time` and `--runs` goes on this long. */
const DEFAULT_TIME_MS = 60_000;
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
        'and do not count. Exit status: 0 nothing new, 77 a new finding, 130 interrupted with everything found on disk.',
      examples: [
        ['fuzz', 'all targets for a minute'],
        [
          'fuzz double-fetch --profile hardened --flaw xsa-155 --runs 50000',
          'would XSA-155 be noticed if it came back?',
        ],
        ['fuzz --time 10m --device server.lspci', 'on the devices of a machine of yours'],
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
    .option('--findings <folder>', 'where findings are written', DEFAULT_FINDINGS)
    .option('--baseline <file>', "what counts as known, instead of the profile's own list")
    .option('--no-baseline', 'report known weaknesses as new')
    .option('--stop-on-first', 'end at the first new finding')
    .option('--no-replay', 'begin with nothing: the attacks of past bugs (corpus/regress) are not run first');
}

async function fuzz({ operands, options }: Invocation<Options>, io: Io): Promise<ExitCode> {
  checkExecutor(options.executor);
  const targets = chooseTargets(operands);
  const profile = chooseProfile(options.profile, options.flaw, options.hardening);
  const baseline = chooseBaseline(options.baseline, profile);
  const { library: chosen, texts } = chooseDevices(options.device, io);
  const library = withKnownDevices(chosen);
  if (options.seed !== undefined && options.seed.length > 200) {
    throw new UsageError('--seed', 'a seed has at most 200 characters', 'take a shorter one');
  }
  const seed = options.seed ?? String(randomInt(1_000_000_000));
  const limit = {
    milliseconds: options.time ?? (options.runs === undefined ? DEFAULT_TIME_MS : undefined),
    runs: options.runs,
  };
  prepareFindings(options.findings);
  const began = io.now();
  let interrupted = false;
  const release = io.onInterrupt(() => {
    interrupted = true;
  });
  const campaign = new Campaign({
    targets,
    devices: chosen.names(),
    seed,
    runs: options.runs ?? Number.POSITIVE_INFINITY,
    stopOnFirst: options.stopOnFirst === true,
    baseline,
    causes: new Causes(profile, (changed) => judgeMaker(library, changed)()),
    known: options.replay ? knownCases() : [],
    texts,
    makeJudge: judgeMaker(library, profile),
    stop: () => interrupted || (limit.milliseconds !== undefined && io.now() - began >= limit.milliseconds),
  });
  const view = options.json ? silentView : makeView(io, limit);
  const json = options.json ? new JsonLines(io.stdout) : undefined;
  const session = new Session(options, profile, library, seed, view, json);
  for (const event of campaign.run()) {
    if (event !== undefined) session.take(event);
    else {
      view.tick(campaign.progress());
      // Lets signals in.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  release();
  view.close();
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
    findings: session.findings,
    consequences: session.consequences,
    errors: session.errors,
    interrupted,
    skipped: campaign.skipped,
    findingsFolder: options.findings,
  };
  session.finish(totals, io);
  if (session.errors > 0) return ExitCode.RigFailed;
  if (interrupted) return ExitCode.Interrupted;
  return session.findings.some(({ state }) => state === 'new') ? ExitCode.Finding : ExitCode.Ok;
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
  readonly consequences: Consequence[] = [];
  errors = 0;
  private readonly options: Invocation<Options>['options'];
  private readonly profile: Profile;
  private readonly library: DeviceLibrary;
  private readonly shipped = shippedDevices();
  private readonly seed: string;
  private readonly view: FuzzView;
  private readonly json: JsonLines | undefined;

  constructor(
    options: Invocation<Options>['options'],
    profile: Profile,
    library: DeviceLibrary,
    seed: string,
    view: FuzzView,
    json: JsonLines | undefined,
  ) {
    this.options = options;
    this.profile = profile;
    this.library = library;
    this.seed = seed;
    this.view = view;
    this.json = json;
  }

  take(event: CampaignEvent): void {
    if (event.kind === 'finding') this.takeFinding(event);
    else if (event.kind === 'error') this.errors++;
    else if (event.kind === 'consequence') this.consequences.push(event);
    this.view.event(event);
    if (this.json === undefined || event.kind === 'finding') return;
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
    const directory = finding.state === 'new' ? this.write(finding) : null;
    this.json?.row('finding', findingRow(finding, directory));
  }

  private write(finding: Finding): string {
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
      execution:
        program === undefined
          ? undefined
          : new ModelExecutor(this.library, this.profile).run(program, 'full'),
    });
    writing(directory, () => writeFiles(directory, files));
    return directory;
  }
}
