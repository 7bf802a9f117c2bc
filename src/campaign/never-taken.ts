import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Edge, edgeKinds } from './edge-table.ts';
import { packageRoot } from './package-root.ts';

const entrySchema = z.strictObject({
  file: z.string(),
  function: z.string(),
  kind: z.enum(edgeKinds),
  /** See {@link Edge.code}. */
  code: z.string(),
  reason: z.string().min(20),
});
export type NeverTaken = Readonly<z.infer<typeof entrySchema>>;

/** Why an edge that no campaign takes is not taken, for those that were looked into. */
export class Reasons {
  private readonly byKey: ReadonlyMap<string, string>;

  constructor(entries: readonly NeverTaken[]) {
    this.byKey = new Map(entries.map((entry) => [keyOf(entry), entry.reason]));
  }

  /** Null: nobody has looked. */
  of(edge: Omit<Edge, 'id' | 'line' | 'column'>): string | null {
    return this.byKey.get(keyOf(edge)) ?? null;
  }
}

const keyOf = ({ code, file, function: name, kind }: Omit<NeverTaken, 'reason'>): string =>
  [file, name, kind, code].join('\0');

/**
 * `corpus/never-taken.json`.
 * @throws Error when the file, which is shipped, is not as it should be
 */
export function neverTaken(file: string = join(packageRoot(), 'corpus', 'never-taken.json')): NeverTaken[] {
  return z.array(entrySchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}
