import { z } from 'zod';

const entrySchema = z.strictObject({
  fingerprint: z.string().min(1).max(300),
  title: z.string().min(1).max(300),
  rules: z.array(z.string().max(20)),
  reach: z.string().max(60),
  severity: z.enum(['high', 'medium', 'low', 'info']),
  /** Hardening that closes it. */
  hardening: z.string().max(60).optional(),
  note: z.string().max(2000).optional(),
});

const baselineSchema = z.strictObject({
  format: z.literal('pciback-rig baseline'),
  version: z.literal(1),
  profile: z.string().max(60),
  known: z.array(entrySchema).max(10_000),
});

/** A weakness that is known and not reported as new. */
export type KnownWeakness = z.infer<typeof entrySchema>;

/** Known weaknesses by fingerprint. */
export class Baseline {
  private readonly entries: ReadonlyMap<string, KnownWeakness>;

  constructor(known: readonly KnownWeakness[] = []) {
    this.entries = new Map(known.map((entry) => [entry.fingerprint, entry]));
  }

  get(fingerprint: string): KnownWeakness | undefined {
    return this.entries.get(fingerprint);
  }

  /** The first entry that a hardening closes. */
  closedBy(hardening: string): KnownWeakness | undefined {
    return this.all().find((entry) => entry.hardening === hardening);
  }

  all(): KnownWeakness[] {
    return [...this.entries.values()];
  }
}

/** Reads a baseline file's text; the problem is returned, since users hand these in. */
export function parseBaseline(json: string): { baseline: Baseline } | { where: string; problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { where: 'the whole file', problem: 'this is not JSON' };
  }
  const result = baselineSchema.safeParse(value);
  if (result.success) return { baseline: new Baseline(result.data.known) };
  const issue = result.error.issues[0];
  return {
    where: issue?.path.map(String).join('.') || 'the whole file',
    problem: issue?.message ?? 'does not fit',
  };
}
