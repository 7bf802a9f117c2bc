import type { EdgeMap } from './edges.ts';

/** How many of a function's edges were taken. */
export interface FunctionEdges {
  readonly name: string;
  readonly covered: number;
  readonly total: number;
}

/**
 * Edges by function, in the order of the names; functions of one name (of several files) together.
 * @param functions those that the edges are of, in the order of the edges
 * @throws RangeError when they have not as many edges as the map
 */
export function edgesByFunction(
  map: Pick<EdgeMap, 'total' | 'isCovered'>,
  functions: readonly { readonly name: string; readonly edges: number }[],
): FunctionEdges[] {
  const sums = new Map<string, { name: string; covered: number; total: number }>();
  let edge = 0;
  for (const { name, edges } of functions) {
    const sum = sums.get(name) ?? { name, covered: 0, total: 0 };
    sums.set(name, sum);
    sum.total += edges;
    for (const end = edge + edges; edge < end; edge++) if (map.isCovered(edge)) sum.covered++;
  }
  if (edge !== map.total) throw new RangeError(`functions of ${edge} edges, where there are ${map.total}`);
  return [...sums.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
