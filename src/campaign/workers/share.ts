import type { CorpusProgram, KnownCase } from '../campaign.ts';
import type { TeamConfig } from './team.ts';

export interface Place {
  readonly index: number;
  readonly jobs: number;
  /** How many were lost in this place. */
  readonly generation: number;
  /** Executions of those. */
  readonly done: number;
  isDeadly(program: CorpusProgram['program']): boolean;
}

/** The part of a campaign that one worker does: its known cases and its runs, and the whole corpus. */
export function shareOf(
  config: TeamConfig,
  corpus: readonly CorpusProgram[],
  { index, jobs, generation, done, isDeadly }: Place,
): TeamConfig {
  const mine = (_: KnownCase, at: number): boolean => at % jobs === index;
  const { runs } = config;
  const part = Number.isFinite(runs) ? Math.floor(runs / jobs) + (index < runs % jobs ? 1 : 0) : runs;
  return {
    ...config,
    seed: `${config.seed}/worker ${index}${generation === 0 ? '' : `.${generation}`}`,
    runs: Math.max(0, part - done),
    known: config.known.filter(mine).filter(({ program }) => !isDeadly(program)),
    corpus: corpus.filter(({ program }) => !isDeadly(program)),
  };
}
