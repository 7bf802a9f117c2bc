/**
 * `sscanf` as the kernel does it: the parser behind xenstore numbers, sysfs addresses and module parameters
 * (SYS-01, XB-13, XB-63; vectors in A.6).
 */

export interface ScanResult {
  /** Converted numbers, in order: `%d` signed 32 bit, `%u` and `%x` unsigned 32 bit. Stops at the first mismatch. */
  readonly values: number[];
  /** Characters read when the last `%n` was reached; absent when none was. */
  readonly consumed?: number;
}

const NUL = 0;
const PERCENT = 0x25;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** Character code at `at`, 0 at the end; a NUL ends the text as in C. */
const codeAt = (text: string, at: number): number => (at < text.length ? text.charCodeAt(at) : NUL);

const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);
const isDigit = (code: number): boolean => code >= DIGIT_0 && code <= DIGIT_9;

function digitValue(code: number): number {
  if (isDigit(code)) return code - DIGIT_0;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : 99;
}

function skipSpaces(text: string, at: number): number {
  let next = at;
  while (isSpace(codeAt(text, next))) next++;
  return next;
}

/** One number read by {@link convert}; module-wide scratch, valid until the next call. */
const converted = { value: 0, next: 0 };

/**
 * Reads one number at `at`. White space before it is skipped; `-` is a sign for `%d` only and there is no `+`;
 * a `0x` is skipped for `%x`, even if no digit follows. Numbers wrap modulo 2^32.
 * @returns false when there is no number here
 */
function convert(text: string, at: number, type: string): boolean {
  let next = skipSpaces(text, at);
  const negative = type === 'd' && codeAt(text, next) === MINUS;
  if (negative) next++;
  const base = type === 'x' ? 16 : 10;
  if (digitValue(codeAt(text, next)) >= base) return false;
  if (base === 16 && codeAt(text, next) === DIGIT_0 && (codeAt(text, next + 1) | 0x20) === 0x78) next += 2;
  let value = 0;
  let digit = digitValue(codeAt(text, next));
  while (digit < base) {
    value = (Math.imul(value, base) + digit) | 0;
    digit = digitValue(codeAt(text, ++next));
  }
  if (negative) value = -value | 0;
  converted.value = type === 'd' ? value : value >>> 0;
  converted.next = next;
  return true;
}

/**
 * Scans `input` by `format`: `%d`, `%u`, `%x`, `%n`, white space (any amount, also none) and literals. A mismatch
 * ends the scan; what was converted before it stays.
 * @throws RangeError when the format holds another conversion
 */
export function sscanf(input: string, format: string): ScanResult {
  const values: number[] = [];
  let consumed: number | undefined;
  let at = 0;
  for (let f = 0; f < format.length; ) {
    const code = format.charCodeAt(f);
    if (isSpace(code)) {
      f = skipSpaces(format, f);
      at = skipSpaces(input, at);
      continue;
    }
    if (code !== PERCENT) {
      if (codeAt(input, at) !== code) break;
      f++;
      at++;
      continue;
    }
    const type = format.charAt(f + 1);
    f += 2;
    if (type === 'n') {
      consumed = at;
      continue;
    }
    if (type !== 'd' && type !== 'u' && type !== 'x') throw new RangeError(`unsupported conversion %${type}`);
    if (!convert(input, at, type)) break;
    values.push(converted.value);
    at = converted.next;
  }
  return consumed === undefined ? { values } : { values, consumed };
}
