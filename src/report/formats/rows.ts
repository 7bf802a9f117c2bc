import { z } from 'zod';

const text = z.string();
const count = z.int().nonnegative();
const known = <T extends z.ZodType>(schema: T) => schema.nullable();

/** Something an oracle objects to, as `fuzz --json` tells it. What an earlier run had minimised says less. */
export const findingRow = z.looseObject({
  type: z.literal('finding'),
  /** Identity across runs. */
  fingerprint: text.min(1),
  violation: text,
  oracle: text.min(1),
  state: z.enum(['new', 'known', 'fixed', 'reopened']),
  title: text,
  detail: text,
  rules: z.array(text),
  target: text,
  executions: count.optional(),
  directory: known(text),
  seenBefore: z.literal(true).optional(),
  advisory: known(text).optional(),
  cause: known(text).optional(),
  hardening: known(text).optional(),
  actions: known(count).optional(),
  alsoSeen: z.array(text).optional(),
  reproduced: count.optional(),
  runs: count.optional(),
});

/** A case on a device, as `conform --json` tells it. */
export const conformRow = z.looseObject({
  type: z.literal('case'),
  id: text,
  rule: text,
  level: text,
  verdict: z.enum(['PASS', 'NON-STRICT', 'INFO', 'SKIP', 'KNOWN', 'FAIL', 'CRASH', 'ERROR']),
  containment: z.enum(['held', 'known', 'broken', 'unknown']),
  device: known(text),
  reason: known(text),
  mismatches: z
    .array(
      z.looseObject({
        what: text,
        match: text,
        expected: z.unknown().optional(),
        observed: z.unknown().optional(),
      }),
    )
    .optional(),
});

/** A past bug, as `regress --json` tells it. */
export const regressRow = z.looseObject({
  type: z.literal('case'),
  id: text,
  advisory: text,
  detected: z.boolean(),
  silentWhenFixed: z.boolean(),
  benignWorks: z.boolean(),
  oracle: text,
  executionsToDetect: known(count),
  secondsToDetect: known(z.number().nonnegative()),
  fingerprints: z.array(text),
  problem: known(text),
});

/** The last row of a run: without it the run did not end by itself. */
export const summaryRow = z.looseObject({
  type: z.literal('summary'),
  command: z.enum(['fuzz', 'conform', 'regress']),
  interrupted: z.boolean().optional(),
  executions: count.optional(),
  profile: text.optional(),
  seed: text.optional(),
  lost: count.optional(),
  /** Less than 1: a program did not do the same twice. */
  stability: z.number().optional(),
  skipped: z.array(z.looseObject({ oracle: text, reason: text })).optional(),
});

/** Rows that tell of progress or of other things; no format shows them. */
export const passedOver = z.looseObject({ type: z.enum(['event', 'catalogue', 'lost', 'skip']) });

export type FindingRow = Readonly<z.infer<typeof findingRow>>;
export type ConformRow = Readonly<z.infer<typeof conformRow>>;
export type RegressRow = Readonly<z.infer<typeof regressRow>>;
export type SummaryRow = Readonly<z.infer<typeof summaryRow>>;
export type Row = FindingRow | ConformRow | RegressRow | SummaryRow | Readonly<z.infer<typeof passedOver>>;

const schemas: Readonly<Record<string, (row: object) => z.ZodType>> = {
  finding: () => findingRow,
  // One word for two things: only a conformance case has a verdict.
  case: (row) => ('verdict' in row ? conformRow : regressRow),
  summary: () => summaryRow,
  event: () => passedOver,
  catalogue: () => passedOver,
  lost: () => passedOver,
  skip: () => passedOver,
};

/** The row in a value, or what is wrong with it, in words. */
export function readRow(value: unknown): Row | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'this is no JSON object';
  const { type } = value as { type?: unknown };
  const schema = typeof type === 'string' && Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (schema === undefined) return 'this is no row of fuzz, conform or regress';
  const result = schema(value).safeParse(value);
  if (result.success) return result.data as Row;
  const issue = result.error.issues[0];
  return `${issue?.path.map(String).join('.') || 'the row'}: ${issue?.message ?? 'does not fit'}`;
}
