import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What leads to an edge's end; `not taken` is the way past an `if` without `else`, `no case` that past a `switch`. */
export const edgeKinds = [
  'function',
  'then',
  'else',
  'not taken',
  '? then',
  '? else',
  '&&',
  '||',
  '??',
  'loop',
  'case',
  'no case',
  'catch',
] as const;
export type EdgeKind = (typeof edgeKinds)[number];

export const edgeSchema = z.strictObject({
  /** Index of its counter. */
  id: z.int().nonnegative(),
  /** Source, from the package's root. */
  file: z.string(),
  /** Of the source, from 1. */
  line: z.int().positive(),
  column: z.int().positive(),
  kind: z.enum(edgeKinds),
  /** Function it is in: `PciCore.enable`. */
  function: z.string(),
  /** The source's line, without the space around it: finds the edge again when lines have moved. */
  code: z.string(),
});
export type Edge = Readonly<z.infer<typeof edgeSchema>>;

/**
 * What the counters of this build count, by id.
 * @throws the system's error in a build without counters
 */
export function readEdgeTable(
  file: string | URL = new URL('../../edges.json', import.meta.url),
): readonly Edge[] {
  return z.array(edgeSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}
