import type { Verdict } from '../../../conformance/verdict.ts';
import { html, type Markup } from '../markup.ts';
import type { Section } from '../section.ts';
import { areaName } from './area-names.ts';
import { badge, badges, brokenBadge } from './badges.ts';
import type { AreaView, Column, ConformanceMatrix } from './data.ts';
import { ruleRow } from './rule-row.ts';
import { CONFORMANCE_STYLE } from './style.ts';

/** Areas by executor and profile; an area opens to its rules, a cell of those to cases, reasons and values. */
export function conformanceSection(matrix: ConformanceMatrix): Section {
  const { columns, areas } = matrix;
  return {
    id: 'conformance',
    title: 'Conformance',
    lead: lead(matrix),
    body:
      columns.length === 0
        ? html`<p class="cfm-none">Not run. <code>npx pciback-rig conform</code> holds the backend against every rule.</p>`
        : html`${KEY}${overview(areas, columns)}<h3>Rule by rule</h3>${areas.map((area) => areaRules(area, columns))}`,
    style: CONFORMANCE_STYLE,
  };
}

const KEY = html`<p class="cfm-key">Counts are results: a case on a device is one. PASS; NON-STRICT: a listed safe difference from what Linux does;
INFO: shown where documents are silent; SKIP: with its reason; KNOWN: failed as a recorded weakness has it; FAIL; CRASH: no result; ERROR: the rig itself failed.</p>`;

type Totals = { counts: Partial<Record<Verdict, number>>; broken: number; results: number };

/** Sums of one column over the rules of an area, or of all. */
function totals(areas: readonly AreaView[], column: number): Totals {
  const sum: Totals = { counts: {}, broken: 0, results: 0 };
  for (const { rules } of areas) {
    for (const { cells } of rules) {
      const cell = cells[column];
      if (cell === null || cell === undefined) continue;
      sum.broken += cell.broken;
      for (const [verdict, number] of Object.entries(cell.counts)) {
        sum.counts[verdict as Verdict] = (sum.counts[verdict as Verdict] ?? 0) + number;
        sum.results += number;
      }
    }
  }
  return sum;
}

const bad = ({ FAIL = 0, CRASH = 0, ERROR = 0 }: Totals['counts']): number => FAIL + CRASH + ERROR;

function lead({ columns, areas }: ConformanceMatrix): string {
  if (columns.length === 0) return 'What documented rules say of the backend: nothing was run.';
  const rules = areas.flatMap((area) => area.rules);
  const untestable = rules.filter((rule) => rule.untestable !== null).length;
  const told = columns.map(({ executor, profile }, index) => {
    const { counts, broken, results } = totals(areas, index);
    const failed = bad(counts);
    const breach = broken === 0 ? '' : `, containment broken in ${broken}`;
    return `${executor} as ${profile}: ${failed === 0 ? 'no case failed' : `${failed} FAILED`} of ${results} results${breach}`;
  });
  return `${told.join('; ')}. ${rules.length} rules, ${untestable} of them untestable.`;
}

const heads = (columns: readonly Column[]): Markup[] =>
  columns.map(
    ({ executor, profile }) =>
      html`<th scope="col">${profile}<br><span class="cfm-soft">${executor}</span></th>`,
  );

function overview(areas: readonly AreaView[], columns: readonly Column[]): Markup {
  const cells = (of: readonly AreaView[]): Markup[] =>
    columns.map((_, index) => {
      const { counts, broken, results } = totals(of, index);
      return results === 0
        ? html`<td class="cfm-none">– not run</td>`
        : html`<td>${badges(counts)}${brokenBadge(broken)}</td>`;
    });
  return html`<div class="cfm-scroll" role="group" tabindex="0" aria-label="Conformance by area"><table class="cfm-table cfm-overview">
<caption>Results by area</caption><thead><tr><th scope="col">area</th><th scope="col">rules</th>${heads(columns)}</tr></thead>
<tbody>${areas.map(
    (
      area,
    ) => html`<tr><th scope="row"><a href="#conformance-${area.area}">${area.area}</a> <span class="cfm-soft">${areaName(area.area)}</span></th>
<td class="cfm-number">${area.rules.length}</td>${cells([area])}</tr>`,
  )}</tbody><tfoot><tr><th scope="row">all</th><td class="cfm-number">${areas.reduce((sum, { rules }) => sum + rules.length, 0)}</td>${cells(areas)}</tr></tfoot></table></div>`;
}

function areaRules(area: AreaView, columns: readonly Column[]): Markup {
  const name = areaName(area.area);
  const of = columns.map((_, index) => totals([area], index));
  const failed = of.reduce((sum, { counts }) => sum + bad(counts), 0);
  const broken = of.reduce((sum, total) => sum + total.broken, 0);
  return html`<details class="cfm-area"><summary><b>${area.area}</b> ${name} <span class="cfm-soft">${area.rules.length} rules</span> ${failed > 0 && badge('FAIL', `✗ ${failed} failed`)} ${brokenBadge(broken)}</summary>
<div class="cfm-scroll" role="group" tabindex="0" aria-label="Rules of ${area.area}" id="conformance-${area.area}"><table class="cfm-table">
<caption>${area.area}: ${name === '' ? 'its rules' : name}</caption><thead><tr><th scope="col">rule</th>${heads(columns)}</tr></thead>
<tbody>${area.rules.map(ruleRow)}</tbody></table></div></details>`;
}
