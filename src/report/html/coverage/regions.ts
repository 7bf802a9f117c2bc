import type { SourceLine } from './data.ts';

/** Lines shown before and after one that was not taken. */
const CONTEXT = 3;

/** Some lines of a file that follow each other. */
export interface Region {
  /** Number of the first line. */
  readonly from: number;
  readonly lines: readonly SourceLine[];
}

/** Not taken, or not in all ways. */
export const isOpen = ({ state, branches }: SourceLine): boolean =>
  state === 'missed' || (branches !== null && branches.taken < branches.total);

/** The lines that were not taken in all ways, with some around them. */
export function openRegions(source: readonly SourceLine[]): Region[] {
  const shown = new Set<number>();
  source.forEach((line, index) => {
    if (!isOpen(line)) return;
    for (let at = index - CONTEXT; at <= index + CONTEXT; at++)
      if (at >= 0 && at < source.length) shown.add(at);
  });
  const regions: { from: number; lines: SourceLine[] }[] = [];
  for (const at of [...shown].sort((a, b) => a - b)) {
    const last = regions.at(-1);
    if (last !== undefined && last.from + last.lines.length === at + 1)
      last.lines.push(source[at] as SourceLine);
    else regions.push({ from: at + 1, lines: [source[at] as SourceLine] });
  }
  return regions;
}
