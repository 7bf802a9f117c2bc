import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type EngineName, engineNames } from '../../src/campaign/rediscover.ts';
import type { Flaw } from '../../src/changes/change.ts';
import { writeFileAtomically } from '../../src/report/write-files.ts';
import { type EdgesReport, edgesSchema } from './edges.ts';

/** One campaign from an empty corpus. */
export const runSchema = z.strictObject({
  seed: z.string(),
  found: z.boolean(),
  executions: z.int().min(0),
  /** Of the whole process, from its start to the announcement of the finding, or to the limit. */
  cpuSeconds: z.number().min(0),
  /** Of those: until the search began, with the program and the devices loaded. */
  startCpuSeconds: z.number().min(0).optional(),
  target: z.string().nullable(),
  oracle: z.string().nullable(),
  fingerprint: z.string().nullable(),
});
export type Run = z.infer<typeof runSchema>;

const spreadSchema = z.strictObject({ median: z.number(), worst: z.number() });

export const rowSchema = z.strictObject({
  flaw: z.string(),
  group: z.string(),
  advisory: z.string(),
  oracles: z.array(z.string()),
  /** Dumps of corpus/regress that were there beside the shipped devices. */
  extraDevices: z.array(z.string()),
  runs: z.array(runSchema),
  found: z.int(),
  /** Over all seeds; one that was not found counts with what it used until the limit. */
  executions: spreadSchema,
  cpuSeconds: spreadSchema,
});
export type Row = z.infer<typeof rowSchema>;

/** What decides the result: a report is taken up again only where all of it is the same. */
export const settingsSchema = z.strictObject({
  profile: z.literal('hardened'),
  seeds: z.array(z.string()).min(1),
  limitSeconds: z.number(),
  /** A flaw that so many seeds, and none before them, have missed is not looked for with the others; null: it is. */
  giveUpAfter: z.int().nullable(),
  /** Runs at once. */
  jobs: z.int(),
  node: z.string(),
  machine: z.strictObject({ cores: z.int(), model: z.string() }),
  /** Hash of the code that ran. */
  code: z.string(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const totalsSchema = z.strictObject({
  flaws: z.int(),
  runs: z.int(),
  found: z.int(),
  /** Flaws that every run found. */
  always: z.int(),
  /** Flaws that no run found. */
  never: z.int(),
  executions: z.int(),
  cpuSeconds: z.number(),
  /** Median of all runs; largest median of a flaw; longest run. */
  medianCpuSeconds: z.number(),
  /** Median of what the start of a process takes of it. */
  medianStartCpuSeconds: z.number().optional(),
  worstMedianCpuSeconds: z.number(),
  worstCpuSeconds: z.number(),
});

/** What one engine did. */
export const engineSchema = z.strictObject({
  engine: z.enum(engineNames),
  flaws: z.array(rowSchema),
  totals: totalsSchema,
});
export type EngineResult = z.infer<typeof engineSchema>;

export const reportSchema = z.strictObject({
  format: z.literal('pciback-rig rediscovery'),
  version: z.literal(2),
  command: z.string(),
  /** When it was begun, ISO 8601. */
  date: z.string(),
  settings: settingsSchema,
  /** In the order of their names' list; those that were run. */
  engines: z.array(engineSchema),
  edges: edgesSchema.nullable(),
});
export type Report = z.infer<typeof reportSchema>;

/** Middle value; of an even number of them the mean of the two in the middle; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1
    ? (sorted[at] as number)
    : ((sorted[at - 1] as number) + (sorted[at] as number)) / 2;
}

const worst = (values: readonly number[]): number => Math.max(0, ...values);
const spread = (values: readonly number[]) => ({ median: median(values), worst: worst(values) });
const thousandth = (value: number): number => Math.round(value * 1000) / 1000;

export function rowOf(flaw: Flaw, extraDevices: readonly string[], runs: readonly Run[]): Row {
  return {
    flaw: flaw.id,
    group: flaw.group,
    advisory: flaw.advisory,
    oracles: [...flaw.oracles],
    extraDevices: [...extraDevices],
    runs: [...runs],
    found: runs.filter(({ found }) => found).length,
    executions: spread(runs.map(({ executions }) => executions)),
    cpuSeconds: spread(runs.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

/** Rows of each engine, in the order in which they are shown. */
export type RowsByEngine = ReadonlyMap<EngineName, readonly Row[]>;

export function reportOf(
  command: string,
  date: string,
  settings: Settings,
  rows: RowsByEngine,
  edges: EdgesReport | null,
): Report {
  const engines = engineNames
    .filter((engine) => rows.has(engine))
    .map((engine) => ({
      engine,
      flaws: [...(rows.get(engine) ?? [])],
      totals: totalsOf(rows.get(engine) ?? []),
    }));
  return { format: 'pciback-rig rediscovery', version: 2, command, date, settings, engines, edges };
}

function totalsOf(rows: readonly Row[]): EngineResult['totals'] {
  const runs = rows.flatMap((row) => row.runs);
  const cpu = runs.map(({ cpuSeconds }) => cpuSeconds);
  return {
    flaws: rows.length,
    runs: runs.length,
    found: runs.filter(({ found }) => found).length,
    always: rows.filter((row) => row.found === row.runs.length).length,
    never: rows.filter((row) => row.found === 0).length,
    executions: runs.reduce((sum, { executions }) => sum + executions, 0),
    cpuSeconds: thousandth(cpu.reduce((sum, seconds) => sum + seconds, 0)),
    medianCpuSeconds: median(cpu),
    medianStartCpuSeconds: median(runs.flatMap(({ startCpuSeconds = [] }) => startCpuSeconds)),
    worstMedianCpuSeconds: worst(rows.map(({ cpuSeconds }) => cpuSeconds.median)),
    worstCpuSeconds: worst(cpu),
  };
}

/** @throws the system's error */
export function writeReport(file: string, report: Report): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomically(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** What a report has to go on from. */
export interface Before {
  readonly rows: RowsByEngine;
  readonly edges: EdgesReport | null;
}

/** The report to go on from; a text: why it cannot be. No file: nothing. */
export function beforeOf(file: string, settings: Settings): Before | string {
  if (!existsSync(file)) return { rows: new Map(), edges: null };
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return 'it is no JSON';
  }
  const parsed = reportSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `${issue?.path.join('.') || 'the whole file'}: ${issue?.message}`;
  }
  const before = parsed.data.settings;
  const other = (Object.keys(settings) as (keyof Settings)[]).find(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(settings[key]),
  );
  if (other !== undefined) return `it was made with another value of '${other}'`;
  const { engines, edges } = parsed.data;
  return { rows: new Map(engines.map(({ engine, flaws }) => [engine, flaws])), edges };
}
