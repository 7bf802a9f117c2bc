import type { CaseChange, Comparison, EdgeChange } from '../../compare.ts';
import type { FindingRow } from '../../formats/rows.ts';
import { html, type Markup } from '../markup.ts';
import type { Section } from '../section.ts';

/** Longer lists are cut; the text says so. */
const MAX_ROWS = 300;

/** This run beside an earlier one. */
export function compareSection(comparison: Comparison): Section {
  const { before, findings, cases, pastBugs, edges, speed } = comparison;
  return {
    id: 'compare',
    title: 'Against the earlier run',
    lead: html`What changed since <code>${before}</code>.`,
    body: html`<dl class="facts">
${figure('findings', findings && html`${findings.new.length} new, ${findings.reopened.length} reopened, ${findings.fixed.length} fixed, ${findings.stillOpen} still open`)}
${figure('cases that changed', cases && html`${cases.changes.length} groups (${worse(cases.changes)} worse) of ${cases.compared.toLocaleString('en-GB')} compared`)}
${figure('past bugs that changed', pastBugs && html`${pastBugs.changes.length}; ${pastBugs.compared} are in both runs`)}
${figure('edges taken', edges && html`${edges.before} of ${edges.totalBefore} → ${edges.now} of ${edges.total} (+${edges.gained.length}, −${edges.lost.length})`)}
${figure('speed', speed && html`${speed.before}/s → ${speed.now}/s: ${speed.ratio.toFixed(2)} times${speed.isAlike ? '' : ', with another number of threads'}`)}
</dl>
${
  findings && [
    findingTable('New findings', findings.new),
    findingTable('Reopened findings', findings.reopened),
    findingTable('Fixed findings', findings.fixed),
    findingTable('Open then, not met now (not the same as fixed)', findings.notMet),
  ]
}
${cases && caseTable(cases.changes)}
${pastBugs && bugTable(pastBugs.changes)}
${edges && [edgeTable('Edges taken now and not before', edges.gained), edgeTable('Edges taken before and not now', edges.lost)]}`,
  };
}

const worse = (changes: readonly CaseChange[]): number => changes.filter(({ isWorse }) => isWorse).length;

const figure = (name: string, text: Markup | undefined): Markup =>
  html`<div><dt>${name}</dt><dd>${text ?? 'one of the two runs has none'}</dd></div>`;

/** A folded table; nothing for an empty one. Worse news is open. */
function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly (Markup | string)[])[],
  isOpen = false,
): Markup | undefined {
  if (rows.length === 0) return undefined;
  const left = rows.length - MAX_ROWS;
  return html`<details${isOpen ? html` open` : ''}><summary>${title}: ${rows.length}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><caption>${title}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.slice(0, MAX_ROWS).map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>
${left > 0 ? html`<p>${left} more are in <code>results.json</code> of the two runs.</p>` : ''}</details>`;
}

const findingTable = (title: string, list: readonly FindingRow[]): Markup | undefined =>
  table(
    title,
    ['finding', 'what', 'advisory'],
    list.map(({ fingerprint, title: what, advisory }) => [
      html`<code>${fingerprint}</code>`,
      what,
      advisory ?? '',
    ]),
    !title.startsWith('Fixed'),
  );

const caseTable = (changes: readonly CaseChange[]): Markup | undefined =>
  table(
    'Cases that say something else',
    ['case', 'before', 'now', 'devices', 'under', 'why'],
    changes.map(({ id, before, now, devices, behaviour, isWorse, reason }) => [
      html`<code>${id}</code>`,
      before ?? 'not run',
      isWorse ? html`<span class="tag high">${now ?? 'not run'}</span>` : (now ?? 'not run'),
      devices.length > 3
        ? `${devices.slice(0, 3).join(', ')} and ${devices.length - 3} more`
        : devices.join(', '),
      behaviour,
      reason ?? '',
    ]),
    worse(changes) > 0,
  );

const bugTable = (changes: NonNullable<Comparison['pastBugs']>['changes']): Markup | undefined =>
  table(
    'Past bugs that say something else',
    ['past bug', 'before', 'now'],
    changes.map(({ id, before, now }) => [html`<code>${id}</code>`, before ?? 'not run', now ?? 'not run']),
    true,
  );

const edgeTable = (title: string, list: readonly EdgeChange[]): Markup | undefined =>
  table(
    title,
    ['place', 'function', 'edge'],
    list.map(({ file, line, function: name, kind }) => [html`<code>${file}:${line}</code>`, name, kind]),
  );
