import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineName } from '../../src/campaign/rediscover.ts';
import type { Flaw } from '../../src/changes/change.ts';
import { child } from './child.ts';
import { extraDumps } from './devices.ts';
import { type Row, type Run, rowOf, runSchema } from './report.ts';

/** Does one run; throws when the run itself breaks. */
export type RunOne = (
  engine: EngineName,
  flaw: string,
  seed: string,
  limitMs: number,
  signal: AbortSignal,
) => Promise<Run>;

export interface Plan {
  readonly engine: EngineName;
  readonly flaws: readonly Flaw[];
  readonly seeds: readonly string[];
  readonly limitMs: number;
  /** A flaw that so many seeds have missed, and none has found, is given up; null: never. */
  readonly giveUpAfter: number | null;
  /** Flaws that are looked for at once. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly runOne: RunOne;
  /** After each flaw; nothing else is awaited before the next. */
  done(row: Row): void;
  /** After each run. */
  ran(flaw: Flaw, run: Run): void;
}

/** Looks for every flaw with every seed; ends early, without the flaws under way, once the signal is given. */
export async function lead(plan: Plan): Promise<void> {
  const { engine, flaws, seeds, limitMs, giveUpAfter, jobs, signal, runOne } = plan;
  const queue = [...flaws];
  const job = async (): Promise<void> => {
    for (let flaw = queue.shift(); flaw !== undefined && !signal.aborted; flaw = queue.shift()) {
      const runs: Run[] = [];
      for (const seed of seeds) {
        if (signal.aborted) return;
        const run = await runOne(engine, flaw.id, seed, limitMs, signal);
        runs.push(run);
        plan.ran(flaw, run);
        if (runs.length === giveUpAfter && runs.every(({ found }) => !found)) break;
      }
      plan.done(rowOf(flaw, extraDumps(flaw.id), runs));
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, job));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** A run in a process of its own. */
export const runInChild: RunOne = async (engine, flaw, seed, limitMs, signal) => {
  const file = fileURLToPath(new URL(`./run${extname(import.meta.url)}`, import.meta.url));
  const said = await child(file, [engine, flaw, seed, String(limitMs)], signal);
  return runSchema.parse(JSON.parse(said));
};
