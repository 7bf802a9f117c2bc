import { z } from 'zod';
import { type Edge, edgeSchema, readEdgeTable } from './edge-table.ts';
import type { EdgeMap } from './edges.ts';

const reportSchema = z.object({
  edgesCovered: z.int().nonnegative(),
  edgesTotal: z.int().positive(),
  edges: z.array(edgeSchema.extend({ taken: z.boolean() })),
});
/** Every edge of the core, and whether a campaign took it. */
export type EdgeReport = Readonly<z.infer<typeof reportSchema>>;

/** @throws Error when the table is another build's */
export function edgeReport(edges: EdgeMap, table: readonly Edge[] = readEdgeTable()): EdgeReport {
  if (table.length !== edges.total)
    throw new Error(`the table has ${table.length} edges, the core ${edges.total}`);
  return {
    edgesCovered: edges.covered,
    edgesTotal: edges.total,
    edges: table.map((edge) => ({ ...edge, taken: edges.isCovered(edge.id) })),
  };
}

/** Reads a report back; undefined when the text is none. */
export function parseEdgeReport(text: string): EdgeReport | undefined {
  try {
    return reportSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What any of the reports took; undefined when they are of different builds. */
export function mergeEdgeReports(reports: readonly EdgeReport[]): EdgeReport | undefined {
  const [first] = reports;
  if (first === undefined) return undefined;
  const place = ({ edges }: EdgeReport) =>
    JSON.stringify(edges.map(({ file, line, column, kind }) => [file, line, column, kind]));
  if (reports.some((report) => place(report) !== place(first))) return undefined;
  const edges = first.edges.map((edge, at) => ({
    ...edge,
    taken: reports.some((report) => report.edges[at]?.taken === true),
  }));
  return { edgesCovered: edges.filter(({ taken }) => taken).length, edgesTotal: edges.length, edges };
}
