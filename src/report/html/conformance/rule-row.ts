import { caseRanges } from '../../case-ranges.ts';
import { html, lines, type Markup } from '../markup.ts';
import { badge, badges, brokenBadge } from './badges.ts';
import type { OutcomeView, RuleCell, RuleRow } from './data.ts';

/** Outcomes shown of one cell. */
const MAX_OUTCOMES = 40;

/** A rule: what it demands, and for each column counts that open to what is behind them. */
export function ruleRow({ id, level, requirement, source, untestable, cells }: RuleRow): Markup {
  return html`<tr id="conformance-${id}"><th scope="row"><b>${id}</b> <span class="cfm-level">${level}</span>
<span class="cfm-requirement">${requirement}</span>${source !== '' && html`<span class="cfm-soft">from ${source}</span>`}</th>${cells.map(
    (cell) =>
      cell === null
        ? html`<td class="cfm-none">${untestable === null ? '– not run' : html`untestable: ${untestable}`}</td>`
        : html`<td>${cellOf(cell, id)}</td>`,
  )}</tr>`;
}

function cellOf({ counts, broken, passed, outcomes }: RuleCell, id: string): Markup {
  const more = outcomes.length - MAX_OUTCOMES;
  return html`<details><summary>${badges(counts)}${brokenBadge(broken)}</summary>
${passed !== '' && html`<p>passed: <code>${passed}</code></p>`}${outcomes.slice(0, MAX_OUTCOMES).map(outcome)}${
  more > 0 && html`<p>${more} more: <code>npx pciback-rig conform ${id}</code></p>`
}</details>`;
}

function outcome({
  verdict,
  broken,
  cases,
  devices,
  results,
  reason,
  title,
  mismatches,
  steps,
}: OutcomeView): Markup {
  const others = new Set(devices).size < results && cases.length === 1 ? `, ${results} results in all` : '';
  const where = devices.length === 0 ? '' : ` on ${devices.join(', ')}${others}`;
  return html`<div class="cfm-outcome"><p>${badge(verdict, verdict)}${broken && html` ${brokenBadge(results)}`} <code>${caseRanges(cases)}</code>${
    verdict === 'SKIP' ? html` ${results} ${results === 1 ? 'result' : 'results'}` : where
  }${reason !== null && html`: ${reason}`}</p>${title !== null && html`<p class="cfm-soft">It shows: ${title}</p>`}${
    mismatches.length > 0 &&
    html`<table class="cfm-values"><caption>What differs</caption><thead><tr><th scope="col">what</th><th scope="col">expected</th><th scope="col">observed</th></tr></thead>
<tbody>${mismatches.map(
      ({ what, expected, observed }) =>
        html`<tr><th scope="row">${what}</th><td><code>${expected}</code></td><td><code>${observed}</code></td></tr>`,
    )}</tbody></table>`
  }${steps !== null && html`<details class="cfm-steps"><summary>steps of ${cases[0]}</summary><pre>${lines(steps.trimEnd())}</pre></details>`}</div>`;
}
