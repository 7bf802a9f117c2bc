import type { Check } from './checks.ts';
import type { Removal } from './run.ts';

/** Most rows named of one removal. */
const MAX_ROWS = 4;

/** It was noticed as its entry says: some row turned red, and every row that the entry names. */
export const isNoticed = ({ red, missed }: Removal): boolean => red.length > 0 && missed.length === 0;

/** Lines of the table, made one by one as removals are done. */
export class Table {
  private readonly widths: readonly [number, number];

  constructor(checks: readonly Check[]) {
    this.widths = [
      Math.max('check'.length, ...checks.map(({ id }) => id.length)),
      Math.max('file'.length, ...checks.map(({ file }) => file.length)),
    ];
  }

  heading(): string {
    return this.line('check', 'file', 'rows that turned red', 'fingerprints');
  }

  /** Rows that the entry names come first. */
  row({ check, red, missed }: Removal): string {
    const isNamed = (id: string): boolean => check.rows.includes(id);
    const ids = red.map(({ id }) => id).sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)));
    const more = ids.length > MAX_ROWS ? `, and ${ids.length - MAX_ROWS} more` : '';
    const rows = ids.length === 0 ? 'NONE' : `${ids.slice(0, MAX_ROWS).join(', ')}${more}`;
    const silent = missed.length === 0 ? '' : ` (SILENT: ${missed.join(', ')})`;
    const prints = [...new Set(red.flatMap(({ fingerprints }) => fingerprints))].sort();
    return this.line(check.id, check.file, `${rows}${silent}`, prints.join(', '));
  }

  private line(id: string, file: string, rows: string, prints: string): string {
    const [first, second] = this.widths;
    return `${id.padEnd(first)} | ${file.padEnd(second)} | ${rows} | ${prints}`;
  }
}
