import { describe, expect, it } from 'vitest';
import { edgeReport, mergeEdgeReports, parseEdgeReport } from './edge-report.ts';
import type { Edge } from './edge-table.ts';
import { EdgeMap } from './edges.ts';

const table: Edge[] = [0, 1, 2].map((id) => ({
  id,
  file: 'src/host/some.ts',
  line: id + 1,
  column: 1,
  kind: 'then',
  function: 'f',
  code: 'if (a) b();',
}));

function taken(...ids: number[]) {
  const counters = new Uint8ClampedArray(4);
  const edges = new EdgeMap(counters, 3);
  for (const id of ids) counters[id] = 1;
  edges.add();
  return edgeReport(edges, table);
}

describe('a report of edges', () => {
  it('says of each edge whether it was taken, and can be read back', () => {
    const report = taken(0, 2);
    expect(report).toMatchObject({ edgesCovered: 2, edgesTotal: 3 });
    expect(report.edges.map((edge) => edge.taken)).toEqual([true, false, true]);
    expect(parseEdgeReport(JSON.stringify(report))).toEqual(report);
    expect(parseEdgeReport('{"edges":[]}')).toBeUndefined();
    expect(parseEdgeReport('{')).toBeUndefined();
  });

  it('together with others says what any of them took, if they are of one build', () => {
    expect(mergeEdgeReports([taken(0), taken(2), taken(0)])).toEqual(taken(0, 2));
    const moved = taken(0);
    const edges = moved.edges.map((edge) => ({ ...edge, line: edge.line + 1 }));
    expect(mergeEdgeReports([taken(0), { ...moved, edges }])).toBeUndefined();
  });

  it('is refused with the table of another build', () => {
    const edges = new EdgeMap(new Uint8ClampedArray(4), 4);
    expect(() => edgeReport(edges, table)).toThrow('the table has 3 edges, the core 4');
  });
});
