import type { Markup } from './markup.ts';

/** One part of the page: an entry of the navigation and what it leads to. */
export interface Section {
  /** Anchor, stable: `advisories`. */
  readonly id: string;
  /** In the navigation and as its heading. */
  readonly title: string;
  /** One sentence that says what one sees here; shown under the heading. */
  readonly lead: Markup | string;
  readonly body: Markup;
  /** Style of this section alone; colours only by the variables of `theme.css.ts`. */
  readonly style?: string;
}
