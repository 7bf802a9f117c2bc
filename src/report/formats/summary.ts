import { plainText } from '../markdown.ts';
import { visibleCut } from '../visible-text.ts';
import { conformFailed, isOpen, type Results, troubles } from './results.ts';
import type { FindingRow } from './rows.ts';

/** Rows of one table. With the length of a cell it keeps the whole under 1 MiB, which is all that GitHub takes. */
const MAX_ROWS = 50;
/** Longest text of a cell, characters. */
const MAX_CELL = 200;

/** A page for people: the verdict, then what there is to look at. */
export function summary(results: Results): string {
  const parts = [
    `## pciback-rig: ${verdict(results)}`,
    ...troubles(results).map((text) => `**${cell(text)}.**`),
    ...findings('Open findings', results.findings.filter(isOpen)),
    ...conform(results),
    ...regress(results),
    ...findings(
      'Known weaknesses met',
      results.findings.filter(({ state }) => state === 'known'),
    ),
    ...edges(results),
  ];
  return `${parts.join('\n\n')}\n`;
}

function verdict(results: Results): string {
  const { conform: cases, regress: bugs } = results;
  const bad = [
    said(results.findings.filter(isOpen).length, 'open finding', 'open findings'),
    said(cases.filter(conformFailed).length, 'failed case', 'failed cases'),
    said(
      bugs.filter(({ problem }) => problem !== null).length,
      'past bug that would come back unnoticed',
      'past bugs that would come back unnoticed',
    ),
  ].flat();
  if (bad.length > 0) return bad.join(', ');
  return troubles(results).length > 0 ? 'not finished' : 'nothing new';
}

const said = (number: number, one: string, many: string): string[] =>
  number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];

function findings(heading: string, list: readonly FindingRow[]): string[] {
  const rows = list.map(({ fingerprint, title, advisory, hardening, state }) => [
    fingerprint,
    title,
    advisory ?? '',
    hardening ?? '',
    state,
  ]);
  return table(heading, ['fingerprint', 'what', 'advisory', 'hardening', 'state'], rows);
}

function conform({ conform: cases, summaries }: Results): string[] {
  if (!summaries.some(({ command }) => command === 'conform')) return [];
  const verdicts = [...new Set(cases.map((row) => row.verdict))];
  const counts = verdicts.map((one) => `${cases.filter((row) => row.verdict === one).length} ${one}`);
  const rows = cases
    .filter(conformFailed)
    .map((row) => [row.rule, row.id, row.device ?? '', row.verdict, row.containment, row.reason ?? '']);
  return [
    `Conformance: ${cases.length} results${counts.length === 0 ? '' : `: ${counts.join(', ')}`}.`,
    ...table('Failed cases', ['rule', 'case', 'device', 'verdict', 'containment', 'reason'], rows),
  ];
}

function regress({ regress: bugs, summaries }: Results): string[] {
  if (!summaries.some(({ command }) => command === 'regress')) return [];
  const bad = bugs.filter(({ problem }) => problem !== null);
  return [
    `Past bugs: ${bugs.length - bad.length} of ${bugs.length} would be noticed.`,
    ...table(
      'Not as they should be',
      ['past bug', 'advisory', 'problem'],
      bad.map((row) => [row.id, row.advisory, row.problem ?? '']),
    ),
  ];
}

function edges({ edges: report }: Results): string[] {
  if (report === undefined) return [];
  const { edgesCovered, edgesTotal } = report;
  const percent = ((100 * edgesCovered) / edgesTotal).toFixed(1);
  return [`Edges of the core taken: ${edgesCovered} of ${edgesTotal} (${percent} %).`];
}

function table(heading: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = [
    line(head),
    line(head.map(() => '---')),
    ...rows.slice(0, MAX_ROWS).map((row) => line(row.map(cell))),
  ];
  const left = rows.length - MAX_ROWS;
  return [
    `### ${heading}: ${rows.length}`,
    lines.join('\n'),
    ...(left > 0 ? [`${left} more are not shown here.`] : []),
  ];
}

/** Foreign text in a table: no markup, no links that GitHub makes of bare addresses, nobody mentioned. */
function cell(text: string): string {
  return plainText(visibleCut(text, MAX_CELL))
    .replace(/:(?=\/\/)|@/g, '\\$&')
    .replace(/\b(www)\./gi, '$1\\.');
}
