import { z } from 'zod';
import type { SeriesPoint } from './series.ts';
import type { SharedProgress } from './workers/event.ts';

/** Names of the two files, in the corpus folder. */
export const STATS_FILE = 'stats.json';
export const PLOT_FILE = 'plot.csv';

const time = z.int().min(0);
const counter = z.int().min(0);

const statsSchema = z.object({
  format: z.literal('pciback-rig stats'),
  version: z.string(),
  state: z.enum(['running', 'done', 'interrupted', 'failed']),
  pid: counter,
  /** Seconds since 1970. */
  start_time: time,
  last_update: time,
  /** Seconds of all sessions. */
  run_time: z.number().min(0),
  execs_done: counter,
  execs_per_sec: z.number().min(0),
  corpus_count: counter,
  features: counter,
  edges_found: counter.nullable(),
  edges_total: counter.nullable(),
  /** Seconds since 1970; null: none yet. */
  last_find: time.nullable(),
  last_finding: time.nullable(),
  findings_new: counter,
  findings_known: counter,
  /** Share of kept programs that did the same twice, percent. */
  stability: z.number().min(0).max(100),
  sessions: z.int().min(1),
  /** Of the process: resident memory now and at most, MiB. */
  rss_mb: counter.default(0),
  peak_rss_mb: counter.default(0),
  /** Seconds of processor of all sessions, and executions in each second of this one's. */
  cpu_time: z.number().min(0).default(0),
  execs_per_cpu_sec: z.number().min(0).default(0),
  command_line: z.string(),
  seed: z.string(),
  profile: z.string(),
  /** Of this session, when it has several workers. */
  workers: z.array(z.object({ execs_done: counter, execs_per_sec: z.number().min(0) })).optional(),
});

/** `stats.json`: where a campaign stands, with the names that AFL's users know. */
export type Stats = z.infer<typeof statsSchema>;

/** Reads `stats.json`; a text: what is wrong with it. */
export function parseStats(text: string): Stats | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'this is not JSON';
  }
  const result = statsSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return `${issue?.path.map(String).join('.') || 'the whole file'}: ${issue?.message ?? 'does not fit'}`;
}

export const formatStats = (stats: Stats): string => `${JSON.stringify(stats, null, 2)}\n`;

/** What holds for a campaign from its beginning, or since it was resumed. */
export interface SessionFacts {
  readonly version: string;
  readonly pid: number;
  readonly commandLine: string;
  readonly seed: string;
  readonly profile: string;
  /** Of the earlier sessions, when this one goes on with them. */
  readonly earlier: Stats | undefined;
}

/** What this session's process has taken so far. */
export interface Load {
  /** Bytes. */
  readonly rss: number;
  readonly peakRss: number;
  /** Seconds. */
  readonly cpu: number;
}

/** When something happened last, seconds since 1970. */
export interface LastTimes {
  readonly find: number | null;
  readonly finding: number | null;
}

/**
 * The figures at a moment.
 * @param now seconds since 1970, with `began` that of this session
 * @param seconds that this session has gone on
 */
export function statsOf(
  facts: SessionFacts,
  state: Stats['state'],
  progress: SharedProgress,
  { began, now, seconds }: { began: number; now: number; seconds: number },
  last: LastTimes,
  stable: boolean,
  load: Load,
): Stats {
  const { version, pid, commandLine, seed, profile, earlier } = facts;
  const runTime = (earlier?.run_time ?? 0) + seconds;
  const done = (earlier?.execs_done ?? 0) + progress.executions;
  return {
    format: 'pciback-rig stats',
    version,
    state,
    pid,
    start_time: earlier?.start_time ?? Math.floor(began),
    last_update: Math.floor(now),
    run_time: rounded(runTime),
    execs_done: done,
    execs_per_sec: seconds > 0 ? rounded(progress.executions / seconds) : 0,
    corpus_count: progress.corpus,
    features: progress.features,
    edges_found: progress.edges?.covered ?? null,
    edges_total: progress.edges?.total ?? null,
    last_find: whole(last.find ?? earlier?.last_find ?? null),
    last_finding: whole(last.finding ?? earlier?.last_finding ?? null),
    findings_new: (earlier?.findings_new ?? 0) + progress.findings.new,
    findings_known: Math.max(earlier?.findings_known ?? 0, progress.findings.known),
    stability: stable ? 100 : 0,
    sessions: (earlier?.sessions ?? 0) + 1,
    rss_mb: mebibytes(load.rss),
    peak_rss_mb: Math.max(earlier?.peak_rss_mb ?? 0, mebibytes(load.peakRss)),
    cpu_time: rounded((earlier?.cpu_time ?? 0) + load.cpu),
    execs_per_cpu_sec: load.cpu > 0 ? rounded(progress.executions / load.cpu) : 0,
    command_line: commandLine,
    seed,
    profile,
    ...(progress.workers === undefined
      ? {}
      : {
          workers: progress.workers.map(({ executions }) => ({
            execs_done: executions,
            execs_per_sec: seconds > 0 ? rounded(executions / seconds) : 0,
          })),
        }),
  };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
const whole = (value: number | null): number | null => (value === null ? null : Math.floor(value));

const PLOT_COLUMNS = [
  'last_update',
  'run_time',
  'execs_done',
  'execs_per_sec',
  'corpus_count',
  'features',
  'edges_found',
  'findings_new',
  'findings_known',
  'rss_mb',
  'cpu_time',
] as const satisfies readonly (keyof Stats)[];

export const PLOT_HEADER = `${PLOT_COLUMNS.join(',')}\n`;

/** A line of `plot.csv`; unknown values are empty. */
export const plotLine = (stats: Stats): string =>
  `${PLOT_COLUMNS.map((column) => stats[column] ?? '').join(',')}\n`;

/** The whole lines of a file whose writer may have been killed. */
export const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1);

/** A `plot.csv` of whole lines under today's header; columns that it lacks are empty. Nothing, when it has other ones. */
export function underHeader(text: string): string {
  const [header = '', ...lines] = text.split('\n').slice(0, -1);
  const missing = PLOT_COLUMNS.length - header.split(',').length;
  if (!PLOT_HEADER.startsWith(missing > 0 ? `${header},` : `${header}\n`)) return PLOT_HEADER;
  return PLOT_HEADER + lines.map((line) => `${line}${','.repeat(missing)}\n`).join('');
}

/** The points of a `plot.csv`; lines that are none, and other columns, give nothing. */
export function parsePlot(text: string): SeriesPoint[] {
  const lines = underHeader(wholeLines(text)).split('\n').slice(1, -1);
  return lines.flatMap((line) => {
    const values = line.split(',').map((value) => (value === '' ? null : Number(value)));
    if (values.length !== PLOT_COLUMNS.length || values.some((value) => value !== null && !(value >= 0)))
      return [];
    const of = (column: (typeof PLOT_COLUMNS)[number]): number => values[PLOT_COLUMNS.indexOf(column)] ?? 0;
    return [
      {
        seconds: of('run_time'),
        executions: of('execs_done'),
        edges: values[PLOT_COLUMNS.indexOf('edges_found')] ?? null,
        features: of('features'),
        corpus: of('corpus_count'),
        findings: of('findings_new'),
      },
    ];
  });
}

/** A running campaign that has said nothing for so long is dead, seconds. */
export const SILENT_FOR = 60;

/** Does its process still run, as far as its last words tell? */
export function lifeOf({ state, last_update }: Stats, now: number): Stats['state'] | 'dead' {
  return state === 'running' && now - last_update > SILENT_FOR ? 'dead' : state;
}
