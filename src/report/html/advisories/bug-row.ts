import { html, lines, type Markup } from '../markup.ts';
import type { BugRun, PastBug } from './data.ts';

/** Fingerprints shown of one run. */
const MAX_FINGERPRINTS = 12;

/** A past bug: what was seen on each executor, and behind its name all there is to know. */
export function bugRow(bug: PastBug, executors: readonly string[]): Markup {
  const { id, title, runs } = bug;
  return html`<tr id="advisories-${id}"><th scope="row"><details><summary><code>${id}</code> <span class="adv-title">${title}</span></summary>
${about(bug)}${executors.map((executor, index) => seen(executor, runs[index] ?? null, executors.length > 1))}</details></th>${executors.map(
    (_, index) => marks(runs[index] ?? null),
  )}</tr>`;
}

function marks(run: BugRun | null): Markup {
  if (run === null)
    return html`<td class="adv-mark" colspan="3"><span class="adv-none">– not run</span></td>`;
  const { detected, silentWhenFixed, benignWorks } = run;
  return html`${[detected, silentWhenFixed, benignWorks].map((holds) =>
    holds
      ? html`<td class="adv-mark"><span class="adv-yes">✓ yes</span></td>`
      : html`<td class="adv-mark"><span class="adv-no">✗ NO</span></td>`,
  )}`;
}

function about({ advisory, cves, cause, fixedBy, affected, oracles, rules, attack }: PastBug): Markup {
  const facts: readonly (readonly [string, string])[] = [
    ['cause', cause],
    ['advisory', [advisory, ...cves].join(', ')],
    ['fixed by', fixedBy],
    ['affected', affected],
    ['oracles that must object', oracles.join(', ')],
    ['rules', rules.join(', ')],
  ];
  return html`<dl class="adv-facts">${facts.map(
    ([name, value]) => value !== '' && html`<dt>${name}</dt><dd>${value}</dd>`,
  )}${
    typeof attack === 'string'
      ? html`<dt>attack</dt><dd class="adv-no">${attack}</dd>`
      : html`${attack.note !== '' && html`<dt>attack</dt><dd>${attack.note}</dd>`}<dt>program</dt><dd><pre>${lines(attack.program.trimEnd())}</pre></dd><dt>repeat it</dt><dd><pre>${attack.command}</pre></dd>`
  }</dl>`;
}

function seen(executor: string, run: BugRun | null, several: boolean): Markup | undefined {
  if (run === null) return undefined;
  const { fingerprints, problem, executionsToDetect } = run;
  const more = fingerprints.length - MAX_FINGERPRINTS;
  const where = several ? ` on ${executor}` : '';
  return html`<dl class="adv-facts">${problem !== null && html`<dt class="adv-no">✗ problem${where}</dt><dd>${problem}</dd>`}
<dt>seen${where}</dt><dd>${fingerprints.length === 0 ? 'nothing' : fingerprints.slice(0, MAX_FINGERPRINTS).map((name) => html`<code>${name}</code><br>`)}${
    more > 0 && html`and ${more} more`
  }</dd>${executionsToDetect !== null && html`<dt>found from nothing${where}</dt><dd>after ${executionsToDetect} executions</dd>`}</dl>`;
}
