import { visible } from '../visible-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is safe to put into a page as it is. Only {@link html} and {@link trusted} make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What a template takes: text is escaped, markup is not, lists are put together, nothing is left out. */
export type Content = Markup | string | number | undefined | null | false | readonly Content[];

/** Foreign text as it may stand in an element or between the quotes of an attribute: markup and invisibles shown. */
export const escapeHtml = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (char) => ENTITIES[char] as string);

function render(content: Content): string {
  if (content === undefined || content === null || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(render).join('');
  return escapeHtml(String(content));
}

/**
 * A template of HTML or SVG. Every value is escaped unless it is {@link Markup}; attributes must be quoted in the
 * template, and no value may stand in a script, a style or an event handler.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + render(values[index - 1]) + part));
}

/** Text of this project's own (a style sheet, a script, a path of numbers) as markup. */
export const trusted = (text: string): Markup => new Markup(text);

/** Several lines of foreign text; their line breaks are kept, for `pre`. */
export const lines = (text: string): Markup => trusted(text.split('\n').map(escapeHtml).join('\n'));
