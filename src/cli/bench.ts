import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { calibration } from '../campaign/bench/calibration.ts';
import { cpuMilliseconds } from '../campaign/bench/cpu.ts';
import { appendHistory, type Change, changeSince, readHistory } from '../campaign/bench/history.ts';
import { measureJazzer } from '../campaign/bench/jazzer.ts';
import { describeMachine } from '../campaign/bench/machine.ts';
import { measureWorkers, type Scaling, threadsLack } from '../campaign/bench/workers.ts';
import {
  BENCH_ACTIONS,
  benchPrograms,
  benchStages,
  type CountedCore,
  countedStages,
  type Measure,
  measureStages,
  oracleStages,
} from '../campaign/bench.ts';
import { fastCheckEngines } from '../campaign/fast-check/engines.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import {
  type BenchResult,
  calibrationSteps,
  entryOf,
  JAZZER,
  ratiosOf,
  slowdownByCounters,
} from './bench-report.ts';
import { showBench } from './bench-view.ts';
import { chooseDevices } from './campaign-options.ts';
import { chooseProfile, DEFAULT_PROFILE } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { countedBuild } from './counted.ts';
import { ExitCode } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { prepareFolder, writing } from './output-place.ts';
import { Terminal } from './terminal.ts';
import { count, several } from './values.ts';

interface BenchCommandOptions {
  readonly profile: string;
  readonly device?: readonly string[];
  readonly rounds: number;
  readonly passes: number;
  /** `false` after `--no-history`. */
  readonly history: string | false;
  /** `false` after `--no-peers`. */
  readonly peers: boolean;
  /** `false` after `--no-workers`. */
  readonly workers: boolean;
}

/** Calls of the target before Jazzer.js is measured: libFuzzer grows its inputs meanwhile. */
const JAZZER_WARM_UP = 2000;

/** `bench`: how fast programs run, what each stage around the core costs, and how other engines do. */
export function register(program: Command, context: CommandContext): void {
  addCommand<BenchCommandOptions>(
    program,
    context,
    {
      usage: 'bench',
      summary: 'measure how fast programs run here, what each stage costs, and how other engines do',
      description: `Programs of ${BENCH_ACTIONS} configuration accesses run on each device, stage by stage in turn; the best slice of each stage counts, in CPU time. Beside them: fast-check, Jazzer.js where it is installed and loads, and two workers against one.\nCompare the ratios: they hold on other machines, the speeds do not.`,
      examples: [
        ['bench', 'about a minute; says what changed since the last time'],
        ['bench --rounds 20 --json', 'on a busy machine, for a program'],
        ['bench --no-peers --no-workers --device nvme.lspci', 'the stages alone, with your own device'],
      ],
    },
    ({ options }) => bench(options, context.io),
  )
    .option('--profile <name>', 'profile to run', DEFAULT_PROFILE)
    .option('--device <dump>', 'device to run on: a file, a folder or a name; repeatable', several)
    .option('--rounds <n>', 'slices of each stage', count('--rounds', { max: 1000 }), 5)
    .option('--passes <n>', 'times the programs run in one slice', count('--passes', { max: 10_000 }), 10)
    .option('--no-peers', 'leave out fast-check and Jazzer.js')
    .option('--no-workers', 'leave out the worker threads')
    .option('--history <file>', 'file that each run adds a line to', join('reports', 'bench-history.jsonl'))
    .option('--no-history', 'compare with no earlier run, and keep nothing of this one');
}

async function bench(options: Invocation<BenchCommandOptions>['options'], io: Io): Promise<ExitCode> {
  const { history, json } = options;
  if (history !== false) prepareFolder(join(history, '..'), history);
  const earlier = history === false ? [] : writing(history, () => readHistory(history)).entries;
  const result = await measure(options, io);
  const entry = entryOf(result, io.date?.() ?? Date.now());
  const change = changeSince(earlier, entry);
  if (history !== false) writing(history, () => appendHistory(history, entry));
  if (json) printRows(result, change, io);
  else showBench(result, change, new Terminal(io));
  return ExitCode.Ok;
}

async function measure(
  { device, passes, peers, profile: name, rounds, workers }: BenchCommandOptions,
  io: Io,
): Promise<BenchResult> {
  const profile = chooseProfile(name);
  const { library } = chooseDevices(device, io);
  const programs = benchPrograms(library.names());
  const executor = new ModelExecutor(library, profile);
  const counted = await loadCounted(device, name, io);
  const setups = [...new Set(programs.map(({ setup }) => setup))];
  const stages = [
    ...benchStages(executor, oracles, programs),
    ...(counted === undefined ? [] : countedStages(counted, programs)),
    ...oracleStages(executor, oracles),
    ...(peers
      ? fastCheckEngines(setups, (program) => {
          const execution = executor.run(program, 'digest');
          for (const oracle of oracles) oracle.suspects(execution);
        })
      : []),
    calibration(),
  ];
  const measures = measureStages(stages, programs, { rounds, passes, now: cpuMilliseconds });
  const lacking: string[] = [];
  const config = { profile: name, devices: device ?? [] };
  if (peers) {
    const slice = passes * programs.length;
    const jazzer = await measureJazzer({ ...config, warmUp: JAZZER_WARM_UP, slices: rounds, slice });
    if ('reason' in jazzer) lacking.push(jazzer.reason);
    else measures.push(jazzerRow(jazzer.programsPerSecond, measures[0]));
  } else lacking.push('fast-check and Jazzer.js (--no-peers)');
  const scaling = workers ? await scale(config, { rounds, passes, now: io.now }, lacking) : null;
  if (!workers) lacking.push('workers (--no-workers)');
  return {
    measures,
    scaling,
    lacking,
    machine: describeMachine(),
    profile: profile.name,
    programs: programs.length,
  };
}

async function scale(
  config: Parameters<typeof measureWorkers>[0],
  options: Omit<Parameters<typeof measureWorkers>[1], 'cpu'>,
  lacking: string[],
): Promise<Scaling | null> {
  const lack = threadsLack();
  if (lack === undefined) return measureWorkers(config, { ...options, cpu: cpuMilliseconds });
  lacking.push(lack);
  return null;
}

const jazzerRow = (programsPerSecond: number, bare: Measure | undefined): Measure => ({
  name: JAZZER,
  title: 'Jazzer.js in a process of its own: its mutations and feedback, the same oracles',
  programsPerSecond,
  microsecondsPerProgram: 1e6 / programsPerSecond,
  ratioToBareCore: programsPerSecond / (bare?.programsPerSecond ?? Number.NaN),
});

/** The core with counters, beside the bare one; undefined when this is not a build that has it. */
async function loadCounted(
  devices: readonly string[] | undefined,
  profile: string | undefined,
  io: Io,
): Promise<CountedCore | undefined> {
  const folder = countedBuild(import.meta.url);
  if (folder === undefined) return undefined;
  const file = pathToFileURL(join(folder, 'src', 'cli', 'bench-core.js')).href;
  const { countedCore }: typeof import('./bench-core.ts') = await import(file);
  return countedCore(devices, profile, io);
}

function printRows(result: BenchResult, change: Change | null, io: Io): void {
  const { measures, scaling, lacking, machine, profile, programs } = result;
  const { ratioToBareCore, ...ratios } = ratiosOf(result);
  const rows = new JsonLines(io.stdout);
  for (const one of measures)
    rows.row('measure', { ...one, calibrationSteps: calibrationSteps(measures, one) });
  rows.summary('bench', {
    ratioToBareCore,
    slowdownByCounters: slowdownByCounters(measures),
    ...ratios,
    twoWorkerScalingByCpu: scaling?.twoWorkerScalingByCpu ?? null,
    reason: lacking.length === 0 ? null : lacking.join('; '),
    change,
    machine,
    profile,
    programs,
    actions: BENCH_ACTIONS,
  });
}
