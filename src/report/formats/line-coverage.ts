import type { EdgeReport } from '../../campaign/edge-report.ts';

export interface Way {
  readonly name: string;
  readonly taken: boolean;
}

export interface CoveredLine {
  readonly line: number;
  readonly hit: boolean;
  /** Ways that control can go from here; functions are not among them. */
  readonly branches: readonly Way[];
}

export interface CoveredFile {
  readonly file: string;
  readonly lines: readonly CoveredLine[];
  readonly functions: readonly (Way & { readonly line: number })[];
}

/**
 * Edges by file and line. Only lines where an edge begins are known; such a line counts as hit when any of its edges
 * was taken.
 */
export function lineCoverage({ edges }: EdgeReport): CoveredFile[] {
  return [...groups(edges, ({ file }) => file)].sort(byKey).map(([file, there]) => ({
    file,
    lines: [...groups(there, ({ line }) => line)]
      .sort(([a], [b]) => a - b)
      .map(([line, here]) => ({
        line,
        hit: here.some(({ taken }) => taken),
        branches: here
          .filter(({ kind }) => kind !== 'function')
          .map(({ kind, column, taken }) => ({ name: `${kind} ${column}`, taken })),
      })),
    functions: there
      .filter(({ kind }) => kind === 'function')
      .map(({ function: name, line, taken }) => ({ name, line, taken })),
  }));
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

function groups<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const found = new Map<K, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = found.get(key);
    if (group === undefined) found.set(key, [one]);
    else group.push(one);
  }
  return found;
}
