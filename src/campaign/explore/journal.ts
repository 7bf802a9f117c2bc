import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { ExploreConfig } from './explorer.ts';
import type { UnitResult } from './result.ts';

/** One line of a journal. */
interface Entry {
  readonly key: string;
  readonly result: UnitResult;
}

/**
 * Text that results are only comparable under: what was run, on which devices, by which version. Which operations
 * were asked for does not matter to a unit.
 */
export function journalKey(config: ExploreConfig, texts: readonly string[], version: string): string {
  const { operations: _operations, ...rest } = config;
  // JSON has no infinity.
  const limit = String(config.limit);
  return createHash('sha256')
    .update(JSON.stringify({ ...rest, limit, texts, version }))
    .digest('hex')
    .slice(0, 16);
}

/** Results of finished units, a line each, flushed as they come. */
export class Journal {
  private readonly file: string;
  private readonly key: string;
  private tornEnd: boolean;

  constructor(file: string, key: string) {
    this.file = file;
    this.key = key;
    this.tornEnd = existsSync(file) && !endsWithNewline(readFileSync(file));
  }

  /** Results of this exploration by unit. Lines of others, and one that was cut short, are passed over. */
  read(): Map<string, UnitResult> {
    const results = new Map<string, UnitResult>();
    if (!existsSync(this.file)) return results;
    for (const line of readFileSync(this.file, 'utf8').split('\n')) {
      const entry = parse(line);
      if (entry?.key === this.key) results.set(entry.result.unit, entry.result);
    }
    return results;
  }

  /** @throws the system's error */
  add(result: UnitResult): void {
    const entry: Entry = { key: this.key, result };
    appendFileSync(this.file, `${this.tornEnd ? '\n' : ''}${JSON.stringify(entry)}\n`, { flush: true });
    this.tornEnd = false;
  }
}

const endsWithNewline = (bytes: Uint8Array): boolean => bytes.length === 0 || bytes.at(-1) === 0x0a;

function parse(line: string): Entry | undefined {
  try {
    const value = JSON.parse(line) as Partial<Entry> | null;
    return typeof value?.key === 'string' && typeof value.result?.unit === 'string'
      ? (value as Entry)
      : undefined;
  } catch {
    return undefined;
  }
}
