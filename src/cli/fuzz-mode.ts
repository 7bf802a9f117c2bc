import type { Stats } from '../campaign/stats.ts';
import type { RunOptions } from './campaign-options.ts';
import { oneOf } from './choices.ts';
import type { EdgeOption } from './edge-options.ts';
import { UsageError } from './errors.ts';
import type { Limit } from './fuzz-view.ts';
import type { ResultsOption } from './kept-results.ts';

/** What a campaign is for. */
export const modes = ['batch', 'code-change', 'prune', 'coverage'] as const;
export type Mode = (typeof modes)[number];

/** What bounds a campaign, and where its corpus is. */
export interface ModeOptions {
  readonly mode: string;
  readonly time?: number;
  readonly runs?: number;
  readonly seed?: string;
  readonly corpus?: string;
  readonly resume?: true;
  readonly stopOnFirst?: true;
  readonly seedCases?: true;
  readonly jobs?: number;
}

/** The options of `fuzz`. */
export interface FuzzOptions extends RunOptions, ModeOptions {
  readonly linuxBuild?: string;
  readonly againstModel?: true;
  readonly findings: string;
  readonly hardening?: readonly string[];
  readonly edges?: EdgeOption;
  readonly results?: ResultsOption;
  /** `false` after `--no-replay`. */
  readonly replay: boolean;
  readonly sourceCoverage?: string;
  /** Milliseconds. */
  readonly hangLimit?: number;
}

/** A campaign without `--time` and `--runs` goes on this long. */
const DEFAULT_TIME_MS = Object.freeze({ batch: 60_000, 'code-change': 600_000, prune: 0, coverage: 0 });

/** The mode of the options. @throws UsageError for options that it has no use for, or lacks */
export function chooseMode({
  mode: name,
  time,
  runs,
  corpus,
  resume,
  seed,
  seedCases,
  jobs,
}: ModeOptions): Mode {
  const mode = oneOf('--mode', 'mode', name, modes, 'pciback-rig fuzz --help');
  if (mode === 'coverage' && corpus === undefined)
    throw new UsageError('--mode', 'coverage replays a corpus, and none is named', 'add --corpus DIR');
  if (mode === 'coverage' || mode === 'prune') {
    const vain = Object.entries({
      '--time': time,
      '--runs': runs,
      '--seed': seed,
      '--seed-cases': seedCases,
      '--resume': resume,
      '--jobs': jobs,
    });
    const [option] = vain.find(([, value]) => value !== undefined) ?? [];
    if (option !== undefined)
      throw new UsageError(option, `--mode ${mode} makes up no programs`, 'leave it out');
  }
  if (resume && corpus === undefined)
    throw new UsageError('--resume', 'it goes on with a corpus, and none is named', 'add --corpus DIR');
  if (resume && seed !== undefined)
    throw new UsageError('--seed', 'a resumed campaign has the seed it began with', 'leave one of them out');
  return mode;
}

/** What ends a session; `--time` and `--runs` of a resumed campaign count from its beginning. */
export function limitOf({ time, runs }: ModeOptions, mode: Mode, earlier: Stats | undefined): Limit {
  const milliseconds =
    time ?? (runs === undefined || mode === 'code-change' ? DEFAULT_TIME_MS[mode] : undefined);
  const isGiven = time !== undefined || runs !== undefined;
  if (earlier === undefined || !isGiven) return { milliseconds, runs };
  return {
    milliseconds: time === undefined ? milliseconds : Math.max(0, time - Math.round(earlier.run_time * 1000)),
    runs: runs === undefined ? undefined : Math.max(0, runs - earlier.execs_done),
  };
}

/** Seed of what a session draws: a resumed one must not draw the same again. */
export const drawnFrom = (seed: string, earlier: Stats | undefined): string =>
  earlier === undefined ? seed : `${seed}/${earlier.sessions}/${earlier.execs_done}`;
