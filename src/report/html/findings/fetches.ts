import { html, lines, type Markup } from '../markup.ts';
import type { FetchColumn, FetchPair } from './data.ts';

/** Lines shown of what was between the fetches and of what followed. */
const MAX_LINES = 40;

/** The fetches of a double fetch side by side; what was between them and what followed. */
export function fetchesSideBySide({ shown, count, between, followed }: FetchPair): Markup {
  const first = shown[0];
  const row = (name: string, value: (fetch: FetchColumn) => string, hot = false): Markup =>
    html`<tr><th scope="row">${name}</th>${shown.map((fetch) =>
      hot && value(fetch) !== (first && value(first))
        ? html`<td class="fnd-differs"><code>${value(fetch)}</code> differs</td>`
        : html`<td><code>${value(fetch)}</code></td>`,
    )}</tr>`;
  return html`<h3>The fetches side by side</h3>
<div class="fnd-scroll" role="group" tabindex="0" aria-label="Fetches side by side"><table class="fnd-fetches"><caption>${first?.field} is fetched ${count} times while one request is served</caption>
<thead><tr><td></td>${shown.map(({ which }) => html`<th scope="col">${which} fetch</th>`)}</tr></thead>
<tbody>${[
    row('value', ({ value }) => value, true),
    row('field', ({ field }) => field),
    row('offset', ({ offset }) => String(offset)),
    row('in', ({ site }) => site),
    row('at', ({ time }) => `${(time / 1000).toFixed(3)} ms`),
  ]}</tbody></table></div>
${block('Between them', between)}${block('What followed', followed)}`;
}

function block(title: string, all: readonly string[]): Markup | undefined {
  if (all.length === 0) return undefined;
  const more = all.length - MAX_LINES;
  const shown = [...all.slice(0, MAX_LINES), ...(more > 0 ? [`... ${more} more`] : [])];
  return html`<h4>${title}</h4><pre>${lines(shown.join('\n'))}</pre>`;
}
