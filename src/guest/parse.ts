/** Number at the beginning of a value, as `%d` reads it; null when there is none. */
export function parseDecimal(text: string): number | null {
  const found = /^\s*(-?\d+)/.exec(text);
  return found === null ? null : Number(found[1]) | 0;
}

/**
 * Hexadecimal fields with these characters between them, as `%x:%x` reads them; what follows is ignored.
 * @param separators one character fewer than there are fields: `:` for roots, `::.` for addresses
 * @returns null unless all fields are there
 */
export function parseHexFields(text: string, separators: string): number[] | null {
  const field = '\\s*(?:0x)?([0-9a-f]+)';
  const pattern = [...separators].map((separator) => `\\${separator}${field}`).join('');
  const found = new RegExp(`^${field}${pattern}`, 'i').exec(text);
  return found === null ? null : found.slice(1).map((digits) => Number.parseInt(digits, 16));
}
