import { escapeInvisible } from '../program/escaped.ts';

/**
 * Characters that do something to a terminal or to the order of text instead of being seen: controls, escapes,
 * bidi marks, zero-width and other format characters, line separators, halves of surrogate pairs.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Foreign text made safe to show: what would not be seen is written as `\x1b` or `\u{202e}`. Always one line. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
  });
}

/** Foreign text in double quotes, {@link visible}, with quotes and backslashes of its own escaped. */
export function quoted(text: string): string {
  return `"${visible(text.replace(/[\\"]/g, '\\$&'))}"`;
}

/** {@link visible}, cut to `length` characters. */
export function visibleCut(text: string, length: number): string {
  const shown = Array.from(visible(text));
  return shown.length <= length ? shown.join('') : `${shown.slice(0, Math.max(1, length - 3)).join('')}...`;
}

/** JSON text in which the same characters are escaped; a parser gets them back. */
export const visibleJson = escapeInvisible;
