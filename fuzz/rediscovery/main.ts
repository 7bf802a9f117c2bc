import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { packageRoot } from '../../src/campaign/package-root.ts';
import { type EngineName, engineNames } from '../../src/campaign/rediscover.ts';
import type { Flaw } from '../../src/changes/change.ts';
import { flaws } from '../../src/changes/flaws/index.ts';
import { flawNames, oneOf, unknownName } from '../../src/cli/choices.ts';
import { ExitCode, UsageError } from '../../src/cli/errors.ts';
import { npmCommand } from '../../src/cli/npm-command.ts';
import { prepareFolder, writing } from '../../src/cli/output-place.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import { count, duration, several } from '../../src/cli/values.ts';
import { codeHash } from './code-hash.ts';
import { type EdgeRun, edgesReportOf } from './edges.ts';
import { type CountingBuild, countingBuild, edgesInChild, leadEdges } from './lead-edges.ts';
import { lead, runInChild } from './leader.ts';
import {
  type Before,
  beforeOf,
  type Report,
  type Row,
  reportOf,
  type Settings,
  writeReport,
} from './report.ts';
import { edgeLine, rowLine, runLine, showTable } from './view.ts';

/*
 * `npm run rediscovery`: would a campaign from nothing find every past bug, and how soon? For each flaw and seed what
 * `fuzz --profile hardened --flaw ID --seed N` runs, in a process of its own, until an oracle that the flaw names has
 * fired. `--engine` puts others beside it: the same engine without feedback, and fast-check alone. `--edges` says
 * what of the core each reaches. Writes reports/rediscovery.json after each flaw. Exit status 1: the engine that
 * campaigns use did not find something within the limit.
 */

interface Options {
  readonly seeds: number;
  readonly limit: number;
  readonly engine?: readonly string[];
  readonly giveUp?: number;
  readonly edges?: number;
  readonly flaw?: readonly string[];
  readonly jobs: number;
  /** `false` after `--no-flaws`. */
  readonly flaws: boolean;
  readonly resume?: true;
  readonly report?: string;
}

const io = processIo();

const program = new Command('rediscovery')
  .description(
    'time that a campaign from an empty corpus takes to find each past bug, put back into `hardened`',
  )
  .option('--seeds <n>', 'seeds 1 to n for each flaw', count('--seeds', { max: 1000 }), 5)
  .option('--limit <duration>', 'CPU time after which a run gives up', duration('--limit'), 60_000)
  .option(
    `--engine <name>`,
    `what looks: ${engineNames.join(', ')} or all (repeatable; default: guided)`,
    several,
  )
  .option(
    '--give-up <n>',
    'do not look any more for a flaw that the first n seeds have missed',
    count('--give-up', { max: 1000 }),
  )
  .option(
    '--edges <n>',
    'also count what of the core each engine reaches in n executions',
    count('--edges', { max: 100_000_000 }),
  )
  .option('--flaw <id>', 'only this flaw or group (repeatable)', several)
  .option('--jobs <n>', 'flaws that are looked for at once', count('--jobs', { max: 64 }), 1)
  .option('--no-flaws', 'look for no flaws: for --edges')
  .option('--resume', 'go on from the report, where settings and code are the same; other engines stay in it')
  .option('--report <file>', 'where the report is written (default: reports/rediscovery.json)')
  .configureOutput({ outputError: () => {} })
  .exitOverride();

async function main(args: readonly string[]): Promise<ExitCode> {
  program.parse(args, { from: 'user' });
  const [operand] = program.args;
  if (operand !== undefined)
    throw new UsageError('rediscovery', `'${operand}' is no option`, `write --flaw ${operand}`);
  return rediscovery(program.opts(), args);
}

async function rediscovery(options: Options, args: readonly string[]): Promise<ExitCode> {
  const file = options.report ?? join(packageRoot(), 'reports', 'rediscovery.json');
  const chosen = options.flaws ? chooseFlaws(options.flaw) : [];
  const engines = chooseEngines(options.engine);
  const counting = options.edges === undefined ? undefined : needCounting();
  const settings = settingsOf(options);
  const before: Before | string = options.resume
    ? beforeOf(file, settings)
    : { rows: new Map(), edges: null };
  if (typeof before === 'string') throw new UsageError(file, before, 'leave out --resume to begin anew');
  const began = new Date().toISOString();
  const command = ['npm run rediscovery', ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
  const rows = new Map([...before.rows].map(([engine, some]) => [engine, [...some]]));
  let { edges } = before;
  const report = (): Report => reportOf(command, began, settings, sorted(rows), edges);
  prepareFolder(join(file, '..'), file);
  const save = (): void => writing(file, () => writeReport(file, report()));
  const terminal = new Terminal(io);
  const interrupt = new AbortController();
  const { signal } = interrupt;
  const release = io.onInterrupt(() => interrupt.abort());
  for (const engine of engines) {
    if (signal.aborted || chosen.length === 0) break;
    const own = rows.get(engine) ?? [];
    rows.set(engine, own);
    await look(engine, chosen, own, settings, options, signal, terminal, save);
  }
  if (options.edges !== undefined && counting !== undefined && !signal.aborted) {
    const executions = options.edges;
    const { table } = counting;
    const ran = (runs: readonly EdgeRun[]): void => {
      edges = edgesReportOf(executions, table, runs);
      save();
      terminal.line(edgeLine(runs, engines.length * settings.seeds.length));
    };
    const runOne = edgesInChild(counting, executions, signal);
    const { jobs } = options;
    await leadEdges({
      ...{ engines, seeds: settings.seeds, executions, jobs, signal, runOne, ran },
      before: edges,
    });
  }
  release();
  if (io.isTty) io.stdout.write('\r\x1b[K');
  terminal.line();
  showTable(report(), terminal);
  if (signal.aborted) return ExitCode.Interrupted;
  const own = engines.includes('guided') ? (rows.get('guided') ?? []) : [];
  return own.some(({ found, runs }) => found < runs.length) ? ExitCode.Failed : ExitCode.Ok;
}

/** Looks for the flaws that are not in `rows` yet with one engine, and puts them there. */
async function look(
  engine: EngineName,
  chosen: readonly Flaw[],
  rows: Row[],
  { seeds, giveUpAfter }: Settings,
  { limit, jobs }: Options,
  signal: AbortSignal,
  terminal: Terminal,
  save: () => void,
): Promise<void> {
  const known = new Set(rows.map(({ flaw }) => flaw));
  const left = chosen.filter(({ id }) => !known.has(id));
  const before = rows.length;
  terminal.line(
    `${engine}: looking for ${left.length} flaws with seeds 1 to ${seeds.length}, ${before} known before`,
  );
  await lead({
    ...{ engine, flaws: left, seeds, limitMs: limit, giveUpAfter, jobs, signal },
    runOne: runInChild,
    ran: ({ id }, run) => {
      if (io.isTty) io.stdout.write(`\r\x1b[K${runLine(id, run)}`);
    },
    done: (row) => {
      rows.push(row);
      save();
      terminal.line(`${io.isTty ? '\r\x1b[K' : ''}${rowLine(row, rows.length, before + left.length)}`);
    },
  });
}

/** Rows in the order of the flaws. */
function sorted(rows: ReadonlyMap<EngineName, readonly Row[]>): Map<EngineName, Row[]> {
  const order = new Map(flaws.map(({ id }, index) => [id, index]));
  const place = ({ flaw }: Row): number => order.get(flaw) ?? 0;
  return new Map([...rows].map(([engine, some]) => [engine, some.toSorted((a, b) => place(a) - place(b))]));
}

/** @throws UsageError for a name that is no engine's */
function chooseEngines(names: readonly string[] = ['guided']): readonly EngineName[] {
  const all = 'all';
  for (const name of names)
    oneOf('--engine', 'engine', name, [...engineNames, all], 'npm run rediscovery -- --help');
  return engineNames.filter((name) => names.includes(name) || names.includes(all));
}

/** @throws UsageError without a build whose core counts */
function needCounting(): CountingBuild {
  const found = countingBuild();
  if (found === undefined)
    throw new UsageError('--edges', 'there is no build whose core counts its edges', 'run npm run build');
  return found;
}

function settingsOf({ seeds, limit, giveUp, jobs }: Options): Settings {
  const processors = cpus();
  return {
    profile: 'hardened',
    seeds: Array.from({ length: seeds }, (_, index) => String(index + 1)),
    limitSeconds: limit / 1000,
    giveUpAfter: giveUp ?? null,
    jobs,
    node: process.version,
    machine: { cores: processors.length, model: processors[0]?.model ?? 'unknown' },
    code: codeHash(),
  };
}

/** @throws UsageError for a name that is neither an id nor a group */
function chooseFlaws(names: readonly string[] | undefined): readonly Flaw[] {
  if (names === undefined) return flaws;
  for (const name of names) {
    if (!flaws.some(({ id, group }) => id === name || group === name))
      throw unknownName('rediscovery', 'flaw', name, flawNames(), 'pciback-rig list flaws');
  }
  return flaws.filter(({ id, group }) => names.includes(id) || names.includes(group));
}

process.exitCode = await npmCommand('rediscovery', main, process.argv.slice(2), io);
