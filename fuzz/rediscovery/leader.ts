import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Flaw } from '../../src/changes/change.ts';
import { extraDumps } from './devices.ts';
import { type Row, type Run, rowOf, runSchema } from './report.ts';

/** Does one run; throws when the run itself breaks. */
export type RunOne = (flaw: string, seed: string, limitMs: number, signal: AbortSignal) => Promise<Run>;

export interface Plan {
  readonly flaws: readonly Flaw[];
  readonly seeds: readonly string[];
  readonly limitMs: number;
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
  const { flaws, seeds, limitMs, jobs, signal, runOne } = plan;
  const queue = [...flaws];
  const job = async (): Promise<void> => {
    for (let flaw = queue.shift(); flaw !== undefined && !signal.aborted; flaw = queue.shift()) {
      const runs: Run[] = [];
      for (const seed of seeds) {
        if (signal.aborted) return;
        const run = await runOne(flaw.id, seed, limitMs, signal);
        runs.push(run);
        plan.ran(flaw, run);
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
export const runInChild: RunOne = (flaw, seed, limitMs, signal) => {
  const file = fileURLToPath(new URL(`./run${extname(import.meta.url)}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, flaw, seed, String(limitMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      signal,
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`the run of ${flaw} with seed ${seed} ended with status ${code}`));
      else resolve(runSchema.parse(JSON.parse(said)));
    });
  });
};
