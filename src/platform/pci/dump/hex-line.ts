/** Value of a hexadecimal digit, -1 for any other character code. */
function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0xa0;
}

/** Longest offset lspci prints is three digits; more are read so that nonsense is told from other text. */
const MAX_OFFSET_DIGITS = 8;

/** A line of hex bytes, `40: 01 48 03 c8 ...`. */
export interface HexLine {
  readonly offset: number;
  readonly bytes: readonly number[];
  /** First thing after the bytes that is none; empty when the line holds nothing else. */
  readonly rest: string;
}

/**
 * Reads a line of hex bytes; `undefined` when the line is something else. It may be one when an offset of at least
 * two hex digits and a colon come first, then a blank, or, where a multiple of 16 is the offset, nothing.
 */
export function readHexLine(line: string): HexLine | undefined {
  let at = 0;
  let offset = 0;
  for (let value = digit(line.charCodeAt(at)); value >= 0; value = digit(line.charCodeAt(++at))) {
    if (at >= MAX_OFFSET_DIGITS) return undefined;
    offset = offset * 16 + value;
  }
  if (at < 2 || line.charCodeAt(at) !== 0x3a) return undefined;
  at++;
  if (at === line.length) return offset % 16 === 0 ? { offset, bytes: [], rest: '' } : undefined;
  if (!isBlank(line.charCodeAt(at))) return undefined;
  const bytes: number[] = [];
  for (;;) {
    while (at < line.length && isBlank(line.charCodeAt(at))) at++;
    if (at >= line.length) return { offset, bytes, rest: '' };
    const high = digit(line.charCodeAt(at));
    const low = digit(line.charCodeAt(at + 1));
    const ends = at + 2 >= line.length || isBlank(line.charCodeAt(at + 2));
    if (high < 0 || low < 0 || !ends) {
      return { offset, bytes, rest: line.slice(at) };
    }
    bytes.push(high * 16 + low);
    at += 2;
  }
}
