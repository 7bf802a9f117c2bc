/**
 * Characters that do something to a terminal or to the order of text instead of being seen: controls, escapes,
 * bidi marks, zero-width and other format characters, line separators, halves of surrogate pairs.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Foreign text made safe to print: what would not be seen is written as `\x1b` or `\u{202e}`. Always one line. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
  });
}

/** {@link visible}, cut to `width` characters. */
export function visibleCut(text: string, width: number): string {
  const shown = Array.from(visible(text));
  return shown.length <= width ? shown.join('') : `${shown.slice(0, Math.max(1, width - 3)).join('')}...`;
}

/** JSON text in which the same characters are escaped; a parser gets them back. */
export function visibleJson(json: string): string {
  return json.replace(INVISIBLE, (char) => {
    let escaped = '';
    for (let i = 0; i < char.length; i++) escaped += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
    return escaped;
  });
}
