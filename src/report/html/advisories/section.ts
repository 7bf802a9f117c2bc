import { html, type Markup } from '../markup.ts';
import type { Section } from '../section.ts';
import { bugRow } from './bug-row.ts';
import type { AdvisoryMatrix, CatalogueNote, PastBug } from './data.ts';
import { ADVISORIES_STYLE } from './style.ts';

/** Would every past bug be noticed if it came back? One row each, by advisory; a row opens to all there is to know. */
export function advisoriesSection(matrix: AdvisoryMatrix): Section {
  const { executors, bugs, nothingToPutBack } = matrix;
  return {
    id: 'advisories',
    title: 'Past advisories',
    lead: lead(matrix),
    body: html`<p class="adv-key">A past bug is put back into the driver with every proposed fix. <b>Detected</b>: the oracles that it names
object to its attack. <b>Silent when fixed</b>: the same attack without the bug finds nothing. <b>Benign works</b>: a
well-behaved guest notices no difference. Open a row for cause, attack and the command that repeats it.</p>
<div class="adv-scroll" role="group" tabindex="0" aria-label="Past bugs"><table class="adv-table">
<caption>${bugs.length} past bugs, by advisory</caption>${columns(executors)}
${[...byAdvisory(bugs)].map(([advisory, of]) => group(advisory, of, executors))}</table></div>
${nothingToPutBack.length > 0 && notes(nothingToPutBack)}`,
    style: ADVISORIES_STYLE,
  };
}

function lead({ executors, bugs }: AdvisoryMatrix): string {
  const parts = executors.map((executor, index) => {
    const runs = bugs.map(({ runs: of }) => of[index] ?? null).filter((run) => run !== null);
    const good = runs.filter(({ problem }) => problem === null).length;
    const notRun = bugs.length - runs.length;
    const rest = notRun === 0 ? '' : `, ${notRun} not run`;
    return `${executor}: ${good} of ${bugs.length} would be noticed${runs.length > good ? `, ${runs.length - good} would NOT` : ''}${rest}`;
  });
  return `${parts.join('; ')}.`;
}

function columns(executors: readonly string[]): Markup {
  const names = ['detected', 'silent when fixed', 'benign works'];
  const several =
    executors.length > 1 &&
    html`<tr><td></td>${executors.map((name) => html`<th scope="colgroup" colspan="3">${name}</th>`)}</tr>`;
  return html`<thead>${several}<tr><th scope="col">past bug</th>${executors.map(() =>
    names.map((name) => html`<th scope="col" class="adv-mark">${name}</th>`),
  )}</tr></thead>`;
}

/** Bugs with an advisory by it, the others together at the end. */
function byAdvisory(bugs: readonly PastBug[]): Map<string, PastBug[]> {
  const groups = new Map<string, PastBug[]>();
  const none: PastBug[] = [];
  for (const bug of bugs) {
    if (bug.advisory === 'none') none.push(bug);
    else groups.set(bug.advisory, [...(groups.get(bug.advisory) ?? []), bug]);
  }
  return none.length === 0 ? groups : groups.set('none', none);
}

function group(advisory: string, bugs: readonly PastBug[], executors: readonly string[]): Markup {
  const cves = [...new Set(bugs.flatMap((bug) => bug.cves))].join(', ');
  const name = advisory === 'none' ? 'Fixes without an advisory' : advisory;
  return html`<tbody><tr class="adv-group"><th scope="rowgroup" colspan="${1 + 3 * executors.length}">${name}${
    cves !== '' && html` <span class="adv-soft">${cves}</span>`
  }</th></tr>${bugs.map((bug) => bugRow(bug, executors))}</tbody>`;
}

const wordFor: Readonly<Record<string, string>> = {
  hardening: 'hardening',
  alias: 'the same as',
  policy: 'held by',
  'out of scope': 'out of scope',
};

function notes(list: readonly CatalogueNote[]): Markup {
  return html`<details class="adv-notes"><summary>${list.length} ${list.length === 1 ? 'row' : 'rows'} of the catalogue with nothing to put back, and why</summary>
<div class="adv-scroll" role="group" tabindex="0" aria-label="Nothing to put back"><table class="adv-table adv-catalogue">
<caption>Nothing to put back</caption><thead><tr><th scope="col">row</th><th scope="col">what</th><th scope="col">stands for it</th><th scope="col">why</th></tr></thead>
<tbody>${list.map(
    ({ row, ids, title, by, standsFor, reason }) =>
      html`<tr><th scope="row">${row}</th><td>${title}<br><span class="adv-soft">${ids.join(', ')}</span></td>
<td>${wordFor[by] ?? by}${standsFor.length > 0 && html` <code>${standsFor.join(', ')}</code>`}</td><td>${reason}</td></tr>`,
  )}</tbody></table></div></details>`;
}
