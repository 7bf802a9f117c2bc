import { visibleCut } from '../../visible-text.ts';
import { html, type Markup } from '../markup.ts';
import { severityBadge } from './card.ts';
import type { FindingView } from './data.ts';

/** Longest identity and title in a row, characters. */
const IDENTITY = 160;
const TITLE = 160;
/** Identities that are shown before the rest is folded. */
const SHOWN = 3;

/** Findings in a table of few words: one row for those of one severity, state and title, with all their fingerprints. */
export function compactTable(findings: readonly FindingView[], caption: string): Markup {
  const groups = new Map<string, FindingView[]>();
  for (const finding of findings) {
    const { severity, state, violations } = finding;
    const key = JSON.stringify([severity.level, severity.derived, state, violations[0]?.title]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return html`<div class="fnd-scroll" role="group" tabindex="0" aria-label="${caption}"><table class="fnd-table"><caption>${caption}</caption>
<thead><tr><th scope="col">severity</th><th scope="col">state</th><th scope="col">what</th><th scope="col">number</th><th scope="col">fingerprints</th></tr></thead>
<tbody>${[...groups.values()].map(row)}</tbody></table></div>`;
}

function row(group: readonly FindingView[]): Markup | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  const names = group.map(({ identity }) => visibleCut(identity, IDENTITY));
  const shown = names.slice(0, SHOWN).join('\n');
  const rest = names.slice(SHOWN);
  return html`<tr><td>${severityBadge(first.severity.level)}</td><td>${first.state}</td>
<td>${visibleCut(first.violations[0]?.title ?? '', TITLE)}</td><td class="fnd-number">${group.length}</td>
<td><code class="fnd-names">${byLine(shown)}</code>${rest.length > 0 && html`<details><summary>${rest.length} more</summary><code class="fnd-names">${byLine(rest.join('\n'))}</code></details>`}</td></tr>`;
}

/** One name to a line. */
const byLine = (text: string): Markup[] => text.split('\n').map((name) => html`${name}<br>`);
