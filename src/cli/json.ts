import { visibleJson } from '../report/visible-text.ts';
import type { Output } from './io.ts';

/** Members of a row besides its `type`. */
export type Fields = Readonly<Record<string, unknown>>;

/** Machine output: one compact JSON object per line, `type` first, a `summary` last. Field names are part of the interface. */
export class JsonLines {
  private readonly output: Output;

  constructor(output: Output) {
    this.output = output;
  }

  row(type: string, fields: Fields): void {
    this.output.write(`${visibleJson(JSON.stringify({ type, ...fields }))}\n`);
  }

  /** The last row of every command. */
  summary(command: string, fields: Fields): void {
    this.row('summary', { command, ...fields });
  }
}
