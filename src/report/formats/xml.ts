import { visible, visibleCut } from '../visible-text.ts';

/** Longest text of one element; a CI system shows no more of it anyway. */
const MAX_TEXT = 20_000;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Characters that XML 1.0 forbids however they are written and `visible` leaves alone: the noncharacters
 * U+FFFE and U+FFFF. The others it forbids are controls and halves of surrogate pairs.
 */
const FORBIDDEN = /[\ufffe\uffff]/g;

const escapeXml = (shown: string): string =>
  shown
    .replace(FORBIDDEN, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`)
    .replace(/[&<>"']/g, (char) => ENTITIES[char] as string);

/** Foreign text as the value of an attribute or as one line of text: markup escaped, what would not be seen shown. */
export const xmlText = (text: string): string => escapeXml(visibleCut(text, MAX_TEXT));

/** Foreign lines as text; their line breaks are kept. */
export const xmlLines = (lines: readonly string[]): string =>
  lines.map((line) => escapeXml(visible(line.slice(0, MAX_TEXT)))).join('\n');

/** Attributes, each with a blank before it. */
export function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
}

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
