import { styleText } from 'node:util';
import { visibleCut } from '../report/visible-text.ts';
import type { Io } from './io.ts';

/** Meanings that have a colour. */
const styles = Object.freeze({
  heading: 'bold',
  good: 'green',
  bad: 'red',
  warning: 'yellow',
  name: 'cyan',
  faint: 'dim',
} as const);
export type Style = keyof typeof styles;

/** True when colours are wanted: a terminal that can, or FORCE_COLOR; never with NO_COLOR. */
export function wantsColour({ isTty, env }: Pick<Io, 'isTty' | 'env'>): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTty && env.TERM !== 'dumb';
}

/** Longest line elsewhere than on a terminal: names in dumps can be as long as their author likes. */
const UNCUT = 400;

/** Text for people on standard output. Foreign text in it has to go through `visible` first. */
export class Terminal {
  private readonly io: Io;
  /** Usable width, characters. */
  private readonly width: number;
  private readonly colour: boolean;

  constructor(io: Io) {
    this.io = io;
    this.colour = wantsColour(io);
    this.width = io.isTty ? Math.max(40, io.columns) : UNCUT;
  }

  style(style: Style, text: string): string {
    // The stream is the caller's, so Node must not look at the process's own.
    return this.colour && text !== '' ? styleText(styles[style], text, { validateStream: false }) : text;
  }

  /** Foreign text for the end of a line: safe, and on a terminal cut to what is left of the line. */
  rest(text: string, used: number): string {
    return visibleCut(text, Math.max(20, this.width - used));
  }

  line(text = ''): void {
    this.io.stdout.write(`${text}\n`);
  }
}

/** Columns side by side: each as wide as its widest cell. Cells are plain; `paint` may style what it is given. */
export function columns(
  rows: readonly (readonly string[])[],
  paint: (cell: string, column: number, row: number) => string = (cell) => cell,
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  return rows.map((row, number) => {
    const cells = row.map((cell, i) => {
      const gap = i === row.length - 1 ? '' : ' '.repeat(widths[i] - cell.length);
      return `${paint(cell, i, number)}${gap}`;
    });
    return cells.join('  ').trimEnd();
  });
}
