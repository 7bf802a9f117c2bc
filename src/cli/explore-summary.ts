import { causeName } from '../campaign/cause.ts';
import { bounds } from '../campaign/explore/bound.ts';
import { REQUEST_BYTES } from '../campaign/explore/fetch-counts.ts';
import { type Counts, type ShownPlacement, totalOf } from '../campaign/explore/result.ts';
import { advisoryOf } from '../campaign/finding.ts';
import { renderProgram } from '../report/program-text.ts';
import { visible } from '../report/visible-text.ts';
import type { JudgedViolation, Told } from './explore-rows.ts';
import type { Io } from './io.ts';
import { columns, Terminal } from './terminal.ts';

/** What was placed and run, and what it showed. */
export function showExploration(told: Told, io: Io): void {
  const terminal = new Terminal(io);
  const { config, summary, seconds, devices } = told;
  const behaviour = [
    told.profile,
    ...(config.executor === undefined
      ? []
      : [`executor ${config.executor.split(' ').slice(0, 2).join(' ')}`]),
    ...config.hardenings.map((id) => `hardening ${id}`),
    ...config.flaws.map((flaw) => `flaw ${flaw}`),
  ].join(' + ');
  terminal.line();
  terminal.line(terminal.style('heading', `${told.interrupted ? 'Interrupted' : 'Done'}: ${behaviour}`));
  const facts = [
    ['  bound', `${config.bound}: ${bounds[config.bound].title}`],
    [
      '  devices',
      devices
        .map(({ name, class: kind, refused }) => `${visible(name)} (${kind}${refused ? ', refused' : ''})`)
        .join(', '),
    ],
    ['  changes', config.pairs ? 'singles and pairs' : 'singles'],
    ['  events', config.preemptions === 0 ? 'none' : `up to ${config.preemptions} preemptions`],
    ['  units', `${summary.units} of ${told.unitsPlanned}, ${told.unitsResumed} of them from the journal`],
    ['  time', `${seconds.toFixed(1)} s`],
  ];
  for (const line of columns(facts)) terminal.line(line);
  terminal.line();
  showCounts(told, terminal);
  for (const line of fetchLines(told)) terminal.line(line);
  for (const one of told.violations) showViolation(one, terminal);
  terminal.line();
  const fresh = told.violations.filter(({ state }) => state === 'new').length;
  const verdict = `${fresh} new ${fresh === 1 ? 'violation' : 'violations'}, ${told.violations.length - fresh} known`;
  terminal.line(terminal.style(fresh === 0 ? 'good' : 'bad', `${verdict}, within this bound.`));
  if (told.interrupted)
    terminal.line(`What is done is in ${visible(told.journal)}: the same command with --resume goes on.`);
}

const kindNames: Readonly<Record<keyof Counts, string>> = Object.freeze({
  base: 'the operation by itself',
  singles: 'single changes',
  pairs: 'pairs of changes',
  interleavings: 'one preemption',
  doubles: 'two preemptions',
});

function showCounts({ summary }: Told, terminal: Terminal): void {
  const row = (name: string, counts: Counts): string[] => {
    const { unpruned, classes, run } = totalOf(counts);
    return [name, ...[unpruned, classes, run].map((number) => String(number).padStart(14))];
  };
  const heading = ['operation', ...['placements', 'classes', 'run'].map((name) => name.padStart(14))];
  const rows = [...summary.byOperation].map(([name, counts]) => row(name, counts));
  const table = columns([heading, ...rows, row('total', summary.total)], (cell, column, number) => {
    if (number === 0) return terminal.style('heading', cell);
    return column === 0 ? terminal.style('name', cell) : cell;
  });
  for (const line of table) terminal.line(line);
}

/** How often each byte of a request was loaded, operation by operation. */
function fetchLines({ summary }: Told): string[] {
  if (summary.fetches.size === 0) return [];
  const rows = [...summary.fetches].map(([name, { again, bytes, least, most }]) => [
    `  ${name}`,
    `${bytes} of ${REQUEST_BYTES} bytes`,
    least === most ? `each ${least === 1 ? 'once' : `${least} times`}` : `${least} to ${most} times`,
    again.length === 0
      ? ''
      : `again: ${again.slice(0, 6).join(', ')}${again.length > 6 ? ' and others' : ''}`,
  ]);
  return ['', 'Loads of each byte of an undisturbed request:', ...columns(rows)];
}

function showViolation(one: JudgedViolation, terminal: Terminal): void {
  const { violation, state, placements, classes, shown, cause, kinds } = one;
  const advisory = advisoryOf(one);
  const due = [advisory, causeName(cause)].filter((text) => text !== null && text !== '').join(', ');
  terminal.line();
  terminal.line(
    `${terminal.style(state === 'new' ? 'bad' : 'faint', state === 'new' ? 'VIOLATION' : 'known')}  ` +
      `${violation.fingerprint}${due === '' ? '' : `  (${due})`}`,
  );
  terminal.line(`  ${visible(violation.title)}`);
  terminal.line(
    `  ${placements} placements in ${classes} classes show it: ${kinds.map((kind) => kindNames[kind]).join(', ')}`,
  );
  if (state === 'known') return;
  if (one.isMinimised) {
    terminal.line(`  ${visible(violation.detail)}`);
    terminal.line('  smallest program:');
    for (const line of renderProgram(one.program).trimEnd().split('\n')) terminal.line(`    ${line}`);
  }
  for (const { operation, device, mode, placed } of shown) {
    terminal.line(
      `  ${operation} on ${visible(device)}, ${mode}: ${placed.length === 0 ? 'undisturbed' : placed.map(placedText).join('; then ')}`,
    );
  }
  if (shown.length < classes)
    terminal.line(`  and ${classes - shown.length} more: --placements N, or --json for all`);
}

function placedText({ field, value, event, from, to }: ShownPlacement): string {
  const what = field === null ? (event ?? 'nothing') : `${field} = 0x${(value ?? 0).toString(16)}`;
  return `${what} at ${from === to ? from : `${from} to ${to}`}`;
}
