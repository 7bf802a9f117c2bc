import { describe, expect, it } from 'vitest';
import type { Edge } from '../../src/campaign/edge-table.ts';
import { type EdgeRun, edgesReportOf, edgesSchema } from './edges.ts';
import { leadEdges } from './lead-edges.ts';

const table = [0, 1, 2, 3].map(
  (id): Edge => ({
    id,
    file: 'src/backend/a.ts',
    line: id + 1,
    column: 1,
    kind: 'then',
    function: 'f',
    code: 'f();',
  }),
);
const run = (engine: EdgeRun['engine'], seed: string, taken: number[]): EdgeRun => ({
  ...{ engine, seed, taken },
  executions: 100,
  cpuSeconds: 1,
});
const runs = [
  run('blind', '1', [0]),
  run('guided', '1', [0, 1]),
  run('guided', '2', [0, 1, 2]),
  run('fast-check', '1', [0, 1]),
];

describe('edges of the engines', () => {
  it('are told by run, together, and those that one engine alone reaches', () => {
    const report = edgesReportOf(100, table, runs);
    expect(edgesSchema.parse(report)).toEqual(report);
    expect(report.total).toBe(4);
    expect(report.engines).toEqual([
      { engine: 'guided', seeds: 2, fewest: 2, most: 3, together: 3, alone: ['src/backend/a.ts:3 f then'] },
      { engine: 'blind', seeds: 1, fewest: 1, most: 1, together: 1, alone: [] },
      { engine: 'fast-check', seeds: 1, fewest: 2, most: 2, together: 2, alone: [] },
    ]);
  });

  it('are counted once for each engine and seed; those of a report with as many executions are taken over', async () => {
    const ran: string[] = [];
    const plan = {
      engines: ['guided', 'blind'],
      seeds: ['1', '2'],
      executions: 100,
      jobs: 1,
      signal: new AbortController().signal,
      before: null,
      runOne: async (engine: EdgeRun['engine'], seed: string) => {
        ran.push(`${engine} ${seed}`);
        return run(engine, seed, []);
      },
      ran: () => {},
    } as const;
    expect((await leadEdges(plan)).length).toBe(4);
    expect(ran.splice(0)).toEqual(['guided 1', 'blind 1', 'guided 2', 'blind 2']);
    const before = edgesReportOf(100, table, runs);
    expect((await leadEdges({ ...plan, before })).length).toBe(5);
    expect(ran.splice(0)).toEqual(['blind 2']);
    await leadEdges({ ...plan, before: { ...before, executions: 99 } });
    expect(ran.length).toBe(4);
  });
});
