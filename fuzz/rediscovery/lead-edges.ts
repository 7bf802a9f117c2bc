import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { coveredBuild } from '../../src/campaign/covered-build.ts';
import { type Edge, readEdgeTable } from '../../src/campaign/edge-table.ts';
import type { EngineName } from '../../src/campaign/rediscover.ts';
import { child } from './child.ts';
import { type EdgeRun, type EdgesReport, edgeRunSchema } from './edges.ts';

/** The build whose core counts its edges, and what it counts. */
export interface CountingBuild {
  readonly folder: string;
  readonly table: readonly Edge[];
}

/** Beside this build; undefined when there is none, such as for the sources. */
export function countingBuild(): CountingBuild | undefined {
  const folder = coveredBuild(fileURLToPath(new URL('../..', import.meta.url)));
  return folder === undefined ? undefined : { folder, table: readEdgeTable(join(folder, 'edges.json')) };
}

export interface EdgesPlan {
  readonly engines: readonly EngineName[];
  readonly seeds: readonly string[];
  readonly executions: number;
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Runs of a report that is gone on from; those of as many executions are not run again. */
  readonly before: EdgesReport | null;
  runOne(engine: EngineName, seed: string): Promise<EdgeRun>;
  /** After each run, with all there are so far. */
  ran(runs: readonly EdgeRun[]): void;
}

/** Runs every engine with every seed; ends early once the signal is given. */
export async function leadEdges(plan: EdgesPlan): Promise<readonly EdgeRun[]> {
  const { engines, seeds, executions, jobs, signal, before, runOne } = plan;
  const runs = before?.executions === executions ? [...before.runs] : [];
  const isThere = (engine: EngineName, seed: string) =>
    runs.some((run) => run.engine === engine && run.seed === seed);
  const queue = seeds.flatMap((seed) =>
    engines.filter((engine) => !isThere(engine, seed)).map((engine) => ({ engine, seed })),
  );
  const job = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined && !signal.aborted; one = queue.shift()) {
      runs.push(await runOne(one.engine, one.seed));
      plan.ran(runs);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, job));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return runs;
}

/** A run in a process of its own, of the counting build. */
export function edgesInChild(
  { folder }: CountingBuild,
  executions: number,
  signal: AbortSignal,
): EdgesPlan['runOne'] {
  const file = join(folder, 'fuzz', 'rediscovery', 'edges-run.js');
  return async (engine, seed) =>
    edgeRunSchema.parse(JSON.parse(await child(file, [engine, seed, String(executions)], signal)));
}
