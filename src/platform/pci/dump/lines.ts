import { DumpError } from './error.ts';

/** Bounds of what is read at all. */
export const MAX_DUMP_CHARS = 64 * 1024 * 1024;
export const MAX_LINE_CHARS = 64 * 1024;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DEL = 0x7f;
const NO_BREAK_SPACE = 0xa0;
const BYTE_ORDER_MARK = 0xfeff;
/** Control characters that terminals, mailers and old tools leave in text: backspace, tab, form feeds, escape. */
const TOLERATED_CONTROLS = new Set([0x08, TAB, 0x0b, 0x0c, 0x1b]);

const LSPCI = 'make one with `lspci -xxxx` as root';

/** True for what may stand before a line when it was pasted: white space, and the quote marks of mails and forums. */
function isMargin(code: number): boolean {
  return code === SPACE || code === TAB || code === NO_BREAK_SPACE || code === 0x3e || code === 0x7c; // > |
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === NO_BREAK_SPACE;
}

/** Goes through a text line by line, in one pass. Lines may end in LF, CR LF or CR. */
export class LineReader {
  readonly source: string;
  private readonly text: string;
  private position = 0;
  /** Number of the line that {@link next} gave last, 1-based. */
  line = 0;

  /** @throws DumpError when the text is empty or larger than 64 Mi characters */
  constructor(text: string, source: string) {
    if (text.length > MAX_DUMP_CHARS) {
      throw new DumpError(source, 0, 'the dump is larger than 64 MiB', 'split it, one machine per file');
    }
    this.source = source;
    this.text = text;
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) this.position = 1;
  }

  /**
   * The next line without margins (indentation, quote marks) and trailing white space; `undefined` at the end.
   * @throws DumpError when the line is longer than 64 KiB or holds bytes that are no text
   */
  next(): string | undefined {
    const { text } = this;
    if (this.position >= text.length) return undefined;
    this.line++;
    let start = this.position;
    let end = start;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === LF || code === CR) break;
      if ((code < SPACE && !TOLERATED_CONTROLS.has(code)) || code === DEL) {
        throw new DumpError(
          this.source,
          this.line,
          `it is binary (character 0x${code.toString(16).padStart(2, '0')})`,
          LSPCI,
        );
      }
      if (end - start >= MAX_LINE_CHARS) {
        throw new DumpError(this.source, this.line, 'the line is longer than 64 KiB', LSPCI);
      }
    }
    this.position = end + (text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? 2 : 1);
    while (start < end && isMargin(text.charCodeAt(start))) start++;
    while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
    return text.slice(start, end);
  }
}
