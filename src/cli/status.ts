import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { lifeOf, parseStats, STATS_FILE, type Stats } from '../campaign/stats.ts';
import { visible } from '../report/visible-text.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { checkFolder, warn } from './corpus-place.ts';
import { ExitCode, UsageError } from './errors.ts';
import { dateOf } from './fuzz-journal.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { columns, Terminal } from './terminal.ts';

/** `status`: how campaigns stand. */
export function register(program: Command, context: CommandContext): void {
  addCommand<object>(
    program,
    context,
    {
      usage: 'status <folder...>',
      summary: 'how campaigns stand: alive or not, executions, speed, findings',
      description:
        'Reads the stats.json that campaigns keep in their corpus folder (without --corpus: beside the findings ' +
        'folder), in each folder named or in the folders right below it. `dead`: it says that it runs, and has said ' +
        'nothing for a minute.\n\nExit status: 0, or 2 when there is no campaign in a folder.',
      examples: [
        ['status work/corpus', 'one campaign'],
        ['status work', 'all campaigns whose folders are in work'],
        ['status reports --json', 'for a program'],
      ],
    },
    (call) => status(call, context.io),
  );
}

interface Row {
  readonly folder: string;
  readonly stats: Stats;
}

function status({ operands, options }: Invocation<object>, io: Io): ExitCode {
  const rows = operands.flatMap((folder) => campaignsIn(folder, io));
  const now = dateOf(io) / 1000;
  const sum = (of: (stats: Stats) => number): number =>
    rows.reduce((total, { stats }) => total + of(stats), 0);
  const alive = rows.filter(({ stats }) => lifeOf(stats, now) === 'running');
  const totals = {
    campaigns: rows.length,
    alive: alive.length,
    executions: sum(({ execs_done }) => execs_done),
    executionsPerSecond: alive.reduce((total, { stats }) => total + stats.execs_per_sec, 0),
    findings: sum(({ findings_new }) => findings_new),
  };
  if (options.json) {
    const json = new JsonLines(io.stdout);
    for (const { folder, stats } of rows) {
      const { format: _format, ...fields } = stats;
      json.row('campaign', { folder, ...fields, state: lifeOf(stats, now) });
    }
    json.summary('status', totals);
    return ExitCode.Ok;
  }
  const terminal = new Terminal(io);
  const table = columns([
    [
      'folder',
      'state',
      'run time',
      'executions',
      '/s',
      'memory',
      'corpus',
      'features',
      'edges',
      'new find',
      'findings',
    ],
    ...rows.map(({ folder, stats }) => cells(visible(folder), stats, now)),
  ]);
  for (const line of table) terminal.line(line);
  terminal.line(
    `${totals.campaigns} campaign${totals.campaigns === 1 ? '' : 's'}, ${totals.alive} alive: ${totals.executions} executions, ` +
      `${Math.round(totals.executionsPerSecond)}/s now, ${totals.findings} findings`,
  );
  return ExitCode.Ok;
}

/** Campaigns of a folder, or of those right below it. @throws UsageError when there is none */
function campaignsIn(folder: string, io: Io): Row[] {
  checkFolder('status', folder);
  const below = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .sort();
  const folders = [folder, ...below].filter((place) => existsSync(join(place, STATS_FILE)));
  if (folders.length === 0)
    throw new UsageError(folder, 'there is no stats.json', 'name the folder of `fuzz --corpus`');
  return folders.flatMap((place) => {
    const stats = parseStats(readFileSync(join(place, STATS_FILE), 'utf8'));
    if (typeof stats !== 'string') return [{ folder: place, stats }];
    warn({ file: join(place, STATS_FILE), problem: stats }, io);
    return [];
  });
}

function cells(folder: string, stats: Stats, now: number): string[] {
  const { run_time, execs_done, execs_per_sec, rss_mb, corpus_count, features, edges_found, edges_total } =
    stats;
  return [
    folder,
    lifeOf(stats, now),
    span(run_time),
    String(execs_done),
    String(Math.round(execs_per_sec)),
    rss_mb === 0 ? '-' : `${rss_mb} MB`,
    String(corpus_count),
    String(features),
    edges_found === null ? '-' : `${edges_found}${edges_total === null ? '' : `/${edges_total}`}`,
    stats.last_find === null ? '-' : `${span(now - stats.last_find)} ago`,
    `${stats.findings_new} new, ${stats.findings_known} known`,
  ];
}

/** `2:03:05` */
function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
