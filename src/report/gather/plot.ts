import type { TimePoint } from '../html/campaign/data.ts';

/** Columns of `plot.csv` that a point is made of, in the order of a {@link TimePoint}. */
const COLUMNS = [
  'run_time',
  'execs_done',
  'edges_found',
  'features',
  'corpus_count',
  'findings_new',
] as const;

/**
 * The course of time that a corpus folder keeps (`plot.csv`). Lines that are not whole, because their writer was
 * killed, are left out; so are columns that are not known here.
 * @returns a text: what is wrong with the file
 */
export function timePoints(csv: string): TimePoint[] | string {
  const [heading = '', ...lines] = csv.split('\n');
  const names = heading.split(',');
  const places = COLUMNS.map((column) => names.indexOf(column));
  const lacking = COLUMNS.find((_, index) => (places[index] as number) < 0);
  if (lacking !== undefined) return `its first line names no column '${lacking}'`;
  return lines.flatMap((text) => {
    const cells = text.split(',');
    if (cells.length !== names.length) return [];
    const [seconds, executions, edges, features, corpus, findings] = places.map((place) =>
      numberOf(cells[place]),
    );
    if (!isNumber(seconds) || !isNumber(executions) || !isNumber(features) || !isNumber(corpus)) return [];
    return [{ seconds, executions, edges: edges ?? null, features, corpus, findings: findings ?? 0 }];
  });
}

const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';

/** A number that is not negative; null: there is none. */
function numberOf(cell: string | undefined): number | null {
  return cell !== undefined && /^\d+(\.\d+)?(e[+-]?\d+)?$/.test(cell) ? Number(cell) : null;
}
