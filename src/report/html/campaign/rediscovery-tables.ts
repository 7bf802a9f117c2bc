import { durationText, wholeText } from '../chart/numbers.ts';
import { type Content, html, type Markup } from '../markup.ts';
import type { EngineSearches, Rediscovery, Search } from './data.ts';
import { medianTime, survival } from './survival.ts';

/** How each engine did, all past bugs together. */
export function enginesTable({ engines }: Rediscovery): Markup {
  const rows = engines.map(({ engine, searches, leftOut }) => {
    const byFlaw = perFlaw(searches);
    const found = searches.filter((one) => one.found).length;
    const always = [...byFlaw.values()].filter((some) => some.every((one) => one.found)).length;
    const never = [...byFlaw.values()].filter((some) => !some.some((one) => one.found)).length;
    return html`<tr><th scope="row">${engine}</th><td>${wholeText(found)} of ${wholeText(searches.length)}</td><td>${leftOut}</td><td>${always} of ${byFlaw.size}</td><td>${never}</td><td>${timeText(searches)}</td></tr>`;
  });
  return html`<div class="wide" tabindex="0" role="region" aria-label="Engines side by side"><table><caption>Engines side by side</caption><thead><tr><th scope="col">engine</th><th scope="col">searches that found it</th><th scope="col">left out</th><th scope="col">past bugs that every seed found</th><th scope="col">that none found</th><th scope="col">median CPU time</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Median CPU time and share of seeds that found it, for each past bug. */
export function flawsTable({ engines, limitSeconds }: Rediscovery): Markup {
  const tables = engines.map(({ searches }) => perFlaw(searches));
  const flaws = [...new Set(tables.flatMap((table) => [...table.keys()]))].sort();
  const limit = durationText(limitSeconds);
  return html`<details><summary>Each past bug: median CPU time until it was found</summary><p>Behind the time: how many seeds found it. A time with &gt; is at least that: half of the seeds or more gave up (after ${limit}).</p><div class="wide" tabindex="0" role="region" aria-label="Each past bug"><table><caption>Median CPU time until each past bug was found</caption><thead><tr><th scope="col">past bug</th>${engines.map(
    ({ engine }) => html`<th scope="col">${engine}</th>`,
  )}</tr></thead><tbody>${flaws.map(
    (flaw) =>
      html`<tr><th scope="row">${flaw}</th>${tables.map((table) => html`<td>${cell(table.get(flaw))}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;
}

function cell(searches: readonly Search[] | undefined): Content {
  if (searches === undefined) return '-';
  const found = searches.filter((one) => one.found).length;
  const text = html`${timeText(searches)} <small>(${found}/${searches.length})</small>`;
  return found === searches.length ? text : html`<strong>${text}</strong>`;
}

function timeText(searches: readonly Search[]): string {
  const median = medianTime(survival(searches));
  if (median !== null) return durationText(median);
  const longest = Math.max(0, ...searches.map(({ cpuSeconds }) => cpuSeconds));
  return searches.length === 0 ? '-' : `> ${durationText(longest)}`;
}

function perFlaw(searches: EngineSearches['searches']): Map<string, Search[]> {
  const found = new Map<string, Search[]>();
  for (const search of searches) found.set(search.flaw, [...(found.get(search.flaw) ?? []), search]);
  return found;
}
