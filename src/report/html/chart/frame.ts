import { type Content, html, type Markup } from '../markup.ts';

/** Where a chart draws, in the units of its own view box. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The area between the axes: x from, x to, y of the bottom, y of the top. */
export const plotArea = ({ width, height, left, right, top, bottom }: Frame) => ({
  x0: left,
  x1: width - right,
  y0: height - bottom,
  y1: top,
});

/** What a chart is, for those who do not see it. */
export interface Words {
  /** Prefix of its ids, unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly description: string;
}

/** A chart as one picture with a name and a description. */
export function chart({ id, title, description }: Words, { width, height }: Frame, content: Content): Markup {
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>${content}</svg>`;
}

/** Style that all charts share; a section that has one puts it into its own. */
export const CHART_STYLE = `
.chart { display: block; width: 100%; height: auto; font: 11px system-ui, sans-serif; overflow: visible; }
.chart text { fill: var(--soft); }
.chart .axis { stroke: var(--soft); stroke-width: 1; fill: none; }
.chart .grid { stroke: var(--line); stroke-width: .6; fill: none; }
.chart .strong { fill: var(--ink); font-weight: 600; }
.chart .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
`;
