import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { packageRoot } from '../../src/campaign/package-root.ts';
import type { Flaw } from '../../src/changes/change.ts';
import { flaws } from '../../src/changes/flaws/index.ts';
import { flawNames, unknownName } from '../../src/cli/choices.ts';
import { ExitCode, reportError, UsageError } from '../../src/cli/errors.ts';
import { prepareFolder, writing } from '../../src/cli/output-place.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import { count, duration, several } from '../../src/cli/values.ts';
import { codeHash } from './code-hash.ts';
import { lead, runInChild } from './leader.ts';
import { type Report, reportOf, rowsToResume, type Settings, writeReport } from './report.ts';
import { rowLine, runLine, showTable } from './view.ts';

/*
 * `npm run rediscovery`: would a campaign from nothing find every past bug, and how soon? For each flaw and seed what
 * `fuzz --profile hardened --flaw ID --seed N` runs, in a process of its own, until an oracle that the flaw names has
 * fired. Writes reports/rediscovery.json after each flaw. Exit status 1: something was not found within the limit.
 */

interface Options {
  readonly seeds: number;
  readonly limit: number;
  readonly flaw?: readonly string[];
  readonly jobs: number;
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
  .option('--flaw <id>', 'only this flaw or group (repeatable)', several)
  .option('--jobs <n>', 'flaws that are looked for at once', count('--jobs', { max: 64 }), 1)
  .option('--resume', 'go on from the report, where settings and code are the same')
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
  const chosen = chooseFlaws(options.flaw);
  const settings = settingsOf(options);
  const before = options.resume ? rowsToResume(file, settings) : [];
  if (typeof before === 'string') throw new UsageError(file, before, 'leave out --resume to begin anew');
  const began = new Date().toISOString();
  const command = ['npm run rediscovery', ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
  const rows = [...before];
  const known = new Set(rows.map(({ flaw }) => flaw));
  const left = chosen.filter(({ id }) => !known.has(id));
  const order = new Map(flaws.map(({ id }, index) => [id, index]));
  const report = (): Report => {
    const sorted = [...rows].sort((a, b) => (order.get(a.flaw) ?? 0) - (order.get(b.flaw) ?? 0));
    return reportOf(command, began, settings, sorted);
  };
  prepareFolder(join(file, '..'), file);
  const terminal = new Terminal(io);
  terminal.line(
    `looking for ${left.length} flaws with seeds 1 to ${options.seeds}, ${rows.length} known before`,
  );
  const interrupt = new AbortController();
  const release = io.onInterrupt(() => interrupt.abort());
  await lead({
    flaws: left,
    seeds: settings.seeds,
    limitMs: options.limit,
    jobs: options.jobs,
    signal: interrupt.signal,
    runOne: runInChild,
    ran: ({ id }, run) => {
      if (io.isTty) io.stdout.write(`\r\x1b[K${runLine(id, run)}`);
    },
    done: (row) => {
      rows.push(row);
      writing(file, () => writeReport(file, report()));
      terminal.line(`${io.isTty ? '\r\x1b[K' : ''}${rowLine(row, rows.length, before.length + left.length)}`);
    },
  });
  release();
  if (io.isTty) io.stdout.write('\r\x1b[K');
  terminal.line();
  showTable(report(), terminal);
  if (interrupt.signal.aborted) return ExitCode.Interrupted;
  return rows.some(({ found, runs }) => found < runs.length) ? ExitCode.Failed : ExitCode.Ok;
}

function settingsOf({ seeds, limit, jobs }: Options): Settings {
  const processors = cpus();
  return {
    profile: 'hardened',
    seeds: Array.from({ length: seeds }, (_, index) => String(index + 1)),
    limitSeconds: limit / 1000,
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

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = tell(error);
}

function tell(error: unknown): ExitCode {
  const { code, message } = error as { code?: unknown; message: string };
  if (code === 'commander.helpDisplayed') return ExitCode.Ok;
  if (typeof code !== 'string' || !code.startsWith('commander.')) return reportError(error, io);
  const what = message.replace(/^error: /, '');
  return reportError(new UsageError('rediscovery', what, 'see npm run rediscovery -- --help'), io);
}
