import { z } from 'zod';

/** How a conformance case shows a weakness on the driver itself: what was seen where, or the crash of the fingerprint. */
const shownSchema = z.strictObject({
  case: z.string().regex(/^[A-Z]+-\d{2,3}\/\d+$/),
  /** All that differs from what the rule demands; without it the host's kernel ends there. */
  observed: z
    .array(z.strictObject({ what: z.string().max(300), value: z.json() }))
    .min(1)
    .optional(),
});

const entrySchema = z.strictObject({
  fingerprint: z.string().min(1).max(300),
  title: z.string().min(1).max(300),
  rules: z.array(z.string().max(20)),
  reach: z.string().max(60),
  severity: z.enum(['high', 'medium', 'low', 'info']),
  /** Hardening that closes it. */
  hardening: z.string().max(60).optional(),
  note: z.string().max(2000).optional(),
  /** Function of the driver that is at fault, where the fingerprint does not end with it. */
  function: z.string().max(80).optional(),
  /** What follows from it. */
  consequence: z.string().max(600).optional(),
  /** How sure it is that a running system does the same. */
  confidence: z.enum(['high', 'medium', 'low']).optional(),
  /** Cases that fail on the driver because of it; the model does not have it then. */
  onDriver: z.array(shownSchema).max(20).optional(),
});

const baselineSchema = z.strictObject({
  format: z.literal('pciback-rig baseline'),
  version: z.literal(1),
  profile: z.string().max(60),
  known: z.array(entrySchema).max(10_000),
});

/** A weakness that is known and not reported as new. */
export type KnownWeakness = z.infer<typeof entrySchema>;

export type ShownOnDriver = z.infer<typeof shownSchema>;

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

  /** The weakness that a conformance case shows on the driver, and how. */
  shownBy(id: string): { weakness: KnownWeakness; shown: ShownOnDriver } | undefined {
    for (const weakness of this.all()) {
      const shown = weakness.onDriver?.find((one) => one.case === id);
      if (shown !== undefined) return { weakness, shown };
    }
    return undefined;
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
