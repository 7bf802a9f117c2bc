import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { CampaignEvent } from '../campaign/campaign.ts';
import type { SeriesPoint } from '../campaign/series.ts';
import {
  formatStats,
  type Load,
  PLOT_FILE,
  parsePlot,
  parseStats,
  plotLine,
  type SessionFacts,
  STATS_FILE,
  type Stats,
  statsOf,
  underHeader,
  wholeLines,
} from '../campaign/stats.ts';
import type { SharedProgress } from '../campaign/workers/event.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { writing } from './output-place.ts';

/** Between two updates of the files. */
const INTERVAL_MS = 5000;

/** Milliseconds since 1970. */
export const dateOf = (io: Io): number => io.date?.() ?? Date.now();

/** Keeps `stats.json` and `plot.csv` of a folder while a campaign runs. */
export class Journal {
  private readonly folder: string;
  private readonly facts: SessionFacts;
  private readonly io: Io;
  private readonly began: { readonly date: number; readonly now: number };
  private written = Number.NEGATIVE_INFINITY;
  private find: number | null = null;
  private finding: number | null = null;
  private stable = true;

  constructor(folder: string, facts: SessionFacts, io: Io) {
    this.folder = folder;
    this.facts = facts;
    this.io = io;
    this.began = { date: dateOf(io) / 1000, now: io.now() };
  }

  /** The first state of both files. @throws UsageError when they cannot be written */
  begin(progress: SharedProgress): void {
    const plot = join(this.folder, PLOT_FILE);
    const isContinued = this.facts.earlier !== undefined && existsSync(plot);
    const before = isContinued ? wholeLines(readFileSync(plot, 'utf8')) : '';
    writing(plot, () => writeFileAtomically(plot, underHeader(before)));
    this.write('running', progress);
  }

  event(event: CampaignEvent): void {
    if (event.kind === 'new') this.find = dateOf(this.io) / 1000;
    else if (event.kind === 'error') this.stable = false;
    else if (event.kind === 'finding' && event.state !== 'known') this.finding = dateOf(this.io) / 1000;
  }

  /** Called often; writes at its own pace. @throws UsageError when it cannot */
  tick(progress: SharedProgress): void {
    if (this.io.now() - this.written >= INTERVAL_MS) this.write('running', progress);
  }

  /** The last state. @throws UsageError when it cannot be written */
  end(state: Exclude<Stats['state'], 'running'>, progress: SharedProgress): void {
    this.write(state, progress);
  }

  private write(state: Stats['state'], progress: SharedProgress): void {
    const now = this.io.now();
    this.written = now;
    const stats = statsOf(
      this.facts,
      state,
      progress,
      { began: this.began.date, now: dateOf(this.io) / 1000, seconds: (now - this.began.now) / 1000 },
      { find: this.find, finding: this.finding },
      this.stable,
      loadOfProcess(),
    );
    const file = join(this.folder, STATS_FILE);
    writing(file, () => writeFileAtomically(file, formatStats(stats)));
    const plot = join(this.folder, PLOT_FILE);
    writing(plot, () => appendWhole(plot, plotLine(stats)));
  }
}

/** Memory and processor of this process, its threads among it. */
function loadOfProcess(): Load {
  const { user, system } = process.cpuUsage();
  return {
    rss: process.memoryUsage.rss(),
    peakRss: process.resourceUsage().maxRSS * 1024,
    cpu: (user + system) / 1e6,
  };
}

/** Appends a line whole or not at all. */
function appendWhole(file: string, line: string): void {
  const before = statSync(file).size;
  try {
    appendFileSync(file, line);
  } catch (error) {
    truncateSync(file, before);
    throw error;
  }
}

/** What an earlier session left in a corpus, for `--resume`. @throws UsageError when there is none */
export function readStats(folder: string): Stats {
  const file = join(folder, STATS_FILE);
  const remedy = 'leave --resume out: the corpus is used all the same';
  if (!existsSync(file)) throw new UsageError(file, 'there is no such file to resume from', remedy);
  const stats = parseStats(readFileSync(file, 'utf8'));
  if (typeof stats === 'string') throw new UsageError(file, stats, remedy);
  return stats;
}

/** How the campaign of a folder went so far; nothing where that was not kept. */
export function readPlot(folder: string | undefined): SeriesPoint[] {
  const file = join(folder ?? '.', PLOT_FILE);
  return folder !== undefined && existsSync(file) ? parsePlot(readFileSync(file, 'utf8')) : [];
}
