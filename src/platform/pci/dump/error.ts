/** The text is no dump, or not one that can be trusted: says where, what, and what to do about it. The only error the parser throws. */
export class DumpError extends Error {
  /** File or name given to the parser. */
  readonly source: string;
  /** Line, 1-based; 0 when it concerns the whole text. */
  readonly line: number;
  /** `the line has 9 of 16 bytes` */
  readonly problem: string;
  /** What the user can do: `paste the whole line`. */
  readonly remedy: string;

  constructor(source: string, line: number, problem: string, remedy: string) {
    super(`${source}${line > 0 ? `:${line}` : ''}: ${problem}; ${remedy}`);
    this.name = 'DumpError';
    this.source = source;
    this.line = line;
    this.problem = problem;
    this.remedy = remedy;
  }
}

const MAX_SHOWN = 40;

/** A piece of foreign text for a message: one line, printable, cut to 40 characters, in quotes. */
export function quoted(text: string): string {
  let shown = '';
  for (const char of text.slice(0, MAX_SHOWN)) {
    const code = char.codePointAt(0) ?? 0;
    const invisible = code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code <= 0xdfff);
    shown += invisible ? '?' : char;
  }
  return `'${shown}${text.length > MAX_SHOWN ? '...' : ''}'`;
}
