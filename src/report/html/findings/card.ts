import { visibleCut } from '../../visible-text.ts';
import { html, lines, type Markup } from '../markup.ts';
import type { FindingView } from './data.ts';
import { diagram } from './diagram.ts';
import { fetchesSideBySide } from './fetches.ts';

/** Longest texts shown, characters. */
const TITLE = 300;
const DETAIL = 1200;
const PROGRAM = 12_000;

/** Where programs and pictures were shown already, by content. */
export type ShownBefore = Map<string, { readonly id: string; readonly title: string }>;

/** One finding in full; `open` shows it unfolded. */
export function findingCard(finding: FindingView, id: string, before: ShownBefore, open: boolean): Markup {
  const { severity, identity, violations, state, missing, end, fetches } = finding;
  const title = visibleCut(violations[0]?.title ?? identity, TITLE);
  const picture = finding.sequence === null ? null : JSON.stringify([finding.sequence, fetches]);
  return html`<details class="fnd-card fnd-sev-${severity.level}" id="${id}"${open && html` open`}><summary>
${severityBadge(severity.level)} <span class="fnd-title">${title}</span> ${stateBadge(state)}
<code class="fnd-print">${visibleCut(identity, TITLE)}</code></summary>
<div class="fnd-body">${facts(finding)}
${finding.command !== null && html`<h3>Repeat it</h3><pre class="fnd-command">${visibleCut(finding.command, DETAIL)}</pre>`}
${violations.length > 1 && others(violations)}
${fetches !== null && once(before, picture ?? JSON.stringify(fetches), id, title, 'fetches', () => fetchesSideBySide(fetches))}
${finding.sequence !== null && picture !== null && once(before, `s${picture}`, id, title, 'what happens', () => html`<h3>What happens</h3>${diagram(finding.sequence as NonNullable<typeof finding.sequence>, `${id}-seq`, title)}`)}
${finding.program !== null && once(before, `p${finding.program}`, id, title, 'the program', () => program(finding.program ?? ''))}
${end.length > 0 && html`<details><summary>State at the end</summary><pre>${lines(end.join('\n'))}</pre></details>`}
${missing !== null && html`<p class="fnd-missing">${missing}</p>`}</div></details>`;
}

export const severityBadge = (level: string): Markup =>
  html`<span class="fnd-badge fnd-${level}">${level}</span>`;

const stateBadge = (state: string): Markup =>
  html`<span class="fnd-state fnd-state-${state}">${state}</span>`;

/** What is the same as at an earlier finding is not shown again. */
function once(
  before: ShownBefore,
  key: string,
  id: string,
  title: string,
  what: string,
  show: () => Markup,
): Markup {
  const earlier = before.get(key);
  if (earlier !== undefined)
    return html`<p>For ${what} see <a href="#${earlier.id}">${earlier.title}</a>: it is the same.</p>`;
  before.set(key, { id, title });
  return show();
}

function facts({ severity, violations, ...finding }: FindingView): Markup {
  const { level, reach, hurt, derived, reasons } = severity;
  const judged = derived ? ' (derived by rule, nobody has judged it)' : ' (somebody judged it)';
  const rows: readonly (readonly [string, Markup | string | null])[] = [
    ['severity', html`<strong>${level}</strong>${judged}${reasons.map((reason) => html`<br>${reason}`)}`],
    ['who can reach it', reach],
    ['what is hurt', hurt],
    ['seen', violations[0]?.detail ? visibleCut(violations[0].detail, DETAIL) : null],
    ['oracle', finding.oracle],
    ['rules', finding.rules.length === 0 ? null : finding.rules.join(', ')],
    ['advisory', finding.advisory],
    ['cause', finding.cause === null ? null : html`<code>${finding.cause}</code>`],
    ['closed by', finding.hardening === null ? null : html`<code>${finding.hardening}</code>`],
    ['target', finding.target],
    ['run under', finding.where],
    ['shown by', finding.reproduced === null ? null : `${finding.reproduced} of ${finding.runs ?? '?'} runs`],
    ['met after', finding.executions === null ? null : `${finding.executions} executions`],
  ];
  return html`<dl class="fnd-facts">${rows.map(
    ([name, value]) => value !== null && html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

function others(violations: FindingView['violations']): Markup {
  return html`<h3>All that the program violates</h3><ul class="fnd-all">${violations.map(
    ({ fingerprint, title, detail }) =>
      html`<li><code>${visibleCut(fingerprint, TITLE)}</code>: ${visibleCut(title, TITLE)}${detail !== '' && html` <span class="fnd-soft">(${visibleCut(detail, DETAIL)})</span>`}</li>`,
  )}</ul>`;
}

function program(text: string): Markup {
  const cut = text.length > PROGRAM ? `${text.slice(0, PROGRAM)}\n... the rest is in program.json` : text;
  return html`<h3>The program, minimised</h3><pre>${lines(cut.trimEnd())}</pre>`;
}
