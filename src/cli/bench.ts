import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import {
  BENCH_ACTIONS,
  benchPrograms,
  benchStages,
  COUNTED_CORE,
  COUNTED_LOOP,
  type CountedCore,
  countedStages,
  FULL_LOOP,
  type Measure,
  measureStages,
} from '../campaign/bench.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import { chooseDevices } from './campaign-options.ts';
import { chooseProfile, DEFAULT_PROFILE } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { countedBuild } from './counted.ts';
import { ExitCode } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { columns, Terminal } from './terminal.ts';
import { count, several } from './values.ts';

interface BenchCommandOptions {
  readonly profile?: string;
  readonly device?: readonly string[];
  readonly rounds: number;
  readonly passes: number;
}

/** Why some members of the summary are null. */
const NOT_MEASURED = 'there is no harness for fast-check, Jazzer.js or several workers in this version';

/** `bench`: how fast programs run, and what each stage around the core costs. */
export function register(program: Command, context: CommandContext): void {
  addCommand<BenchCommandOptions>(
    program,
    context,
    {
      usage: 'bench',
      summary: 'measure how fast programs run here, and what each stage costs',
      description: `Programs of ${BENCH_ACTIONS} configuration accesses run on each device, stage by stage in turn; the best slice of each stage counts.\nCompare the ratios: they hold on other machines, the speeds do not.`,
      examples: [
        ['bench', 'about ten seconds'],
        ['bench --rounds 20 --json', 'on a busy machine, for a program'],
        ['bench --device nvme.lspci', 'with your own device'],
      ],
    },
    ({ options }) => bench(options, context.io),
  )
    .option('--profile <name>', 'profile to run', DEFAULT_PROFILE)
    .option('--device <dump>', 'device to run on: a file, a folder or a name; repeatable', several)
    .option('--rounds <n>', 'slices of each stage', count('--rounds', { max: 1000 }), 5)
    .option('--passes <n>', 'times the programs run in one slice', count('--passes', { max: 10_000 }), 20);
}

async function bench(
  { device, json, passes, profile: name, rounds }: Invocation<BenchCommandOptions>['options'],
  io: Io,
): Promise<ExitCode> {
  const profile = chooseProfile(name);
  const { library } = chooseDevices(device, io);
  const programs = benchPrograms(library.names());
  const stages = benchStages(new ModelExecutor(library, profile), oracles, programs);
  const counted = await loadCounted(device, name, io);
  if (counted !== undefined) stages.push(...countedStages(counted));
  const measures = measureStages(stages, programs, { rounds, passes, now: io.now });
  if (json) printRows(measures, programs.length, profile.name, io);
  else printTable(measures, programs.length, new Terminal(io));
  return ExitCode.Ok;
}

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

function printRows(measures: readonly Measure[], programs: number, profile: string, io: Io): void {
  const rows = new JsonLines(io.stdout);
  for (const measure of measures) rows.row('measure', { ...measure });
  rows.summary('bench', {
    ratioToBareCore: fullLoop(measures),
    slowdownByCounters: slowdown(measures),
    ratioToFastCheck: null,
    ratioToJazzer: null,
    twoWorkerScaling: null,
    reason: NOT_MEASURED,
    profile,
    programs,
    actions: BENCH_ACTIONS,
  });
}

function printTable(measures: readonly Measure[], programs: number, terminal: Terminal): void {
  terminal.line(`${programs} programs of ${BENCH_ACTIONS} configuration accesses`);
  terminal.line();
  const rows = measures.map((measure, index) => {
    const base = measure.name === COUNTED_CORE ? measures[0] : measures[index - 1];
    const before = base?.microsecondsPerProgram ?? 0;
    const cost = measure.microsecondsPerProgram - before;
    return [
      measure.name,
      `${Math.round(measure.programsPerSecond)}/s`.padStart(9),
      `${cost.toFixed(1)} us`.padStart(8),
      measure.ratioToBareCore.toFixed(2),
      measure.title,
    ];
  });
  const table = columns([['stage', '    speed', '   costs', 'ratio', ''], ...rows], (cell, column, row) =>
    row === 0 ? terminal.style('heading', cell) : column === 0 ? terminal.style('name', cell) : cell,
  );
  for (const line of table) terminal.line(line);
  terminal.line();
  terminal.line(`The full loop runs at ${fullLoop(measures).toFixed(2)} of the bare core's speed.`);
  const byCounters = slowdown(measures);
  if (byCounters !== null) {
    const { bareCore, fullLoop: loop } = byCounters;
    terminal.line(
      `Edge counters make the bare core ${bareCore.toFixed(2)} and the full loop ${loop.toFixed(2)} times as slow.`,
    );
  }
  terminal.line(terminal.style('faint', `Not measured: ${NOT_MEASURED}.`));
}

function fullLoop(measures: readonly Measure[]): number {
  return measures.find(({ name }) => name === FULL_LOOP)?.ratioToBareCore ?? 0;
}

/** Times as slow by counters; null when the core was not measured with them. */
function slowdown(measures: readonly Measure[]): { bareCore: number; fullLoop: number } | null {
  const time = (name: string) => measures.find((measure) => measure.name === name)?.microsecondsPerProgram;
  const times = [time('bare'), time(COUNTED_CORE), time(FULL_LOOP), time(COUNTED_LOOP)];
  const [bare, counted, loop, countedLoop] = times as number[];
  if (times.includes(undefined)) return null;
  return {
    bareCore: (counted as number) / (bare as number),
    fullLoop: (countedLoop as number) / (loop as number),
  };
}
