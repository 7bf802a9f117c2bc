import { z } from 'zod';
import type { Edge } from '../../src/campaign/edge-table.ts';
import { type EngineName, engineNames } from '../../src/campaign/rediscover.ts';

/** What one engine reached with one seed. */
export const edgeRunSchema = z.strictObject({
  engine: z.enum(engineNames),
  seed: z.string(),
  executions: z.int(),
  cpuSeconds: z.number(),
  /** Ids of the edges of the core that were taken, ascending. */
  taken: z.array(z.int()),
});
export type EdgeRun = z.infer<typeof edgeRunSchema>;

/** Which edges of the core each engine reaches after the same number of executions, on the core with every fix. */
export const edgesSchema = z.strictObject({
  /** Of each run. */
  executions: z.int(),
  total: z.int(),
  runs: z.array(edgeRunSchema),
  engines: z.array(
    z.strictObject({
      engine: z.enum(engineNames),
      seeds: z.int(),
      /** Edges of a run: fewest, most; and of all runs together. */
      fewest: z.int(),
      most: z.int(),
      together: z.int(),
      /** Reached by no run of another engine, as `file:line function kind`. */
      alone: z.array(z.string()),
    }),
  ),
});
export type EdgesReport = z.infer<typeof edgesSchema>;

export function edgesReportOf(
  executions: number,
  table: readonly Edge[],
  runs: readonly EdgeRun[],
): EdgesReport {
  const of = (engine: EngineName) => runs.filter((run) => run.engine === engine);
  const all = (some: readonly EdgeRun[]) => new Set(some.flatMap(({ taken }) => taken));
  const engines = engineNames
    .filter((engine) => of(engine).length > 0)
    .map((engine) => {
      const counts = of(engine).map(({ taken }) => taken.length);
      const others = all(runs.filter((run) => run.engine !== engine));
      const together = all(of(engine));
      const alone = table.filter(({ id }) => together.has(id) && !others.has(id)).map(edgeText);
      const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
      return { engine, seeds: counts.length, fewest, most, together: together.size, alone };
    });
  return { executions, total: table.length, runs: [...runs], engines };
}

const edgeText = ({ file, line, function: name, kind }: Edge): string => `${file}:${line} ${name} ${kind}`;
