import { areaOf } from '../conformance/rule.ts';
import type { Subject } from '../conformance/run-case.ts';
import type { Job, Rules } from '../conformance/suite.ts';
import { tally } from '../conformance/tally.ts';
import { type CaseResult, type Verdict, verdicts } from '../conformance/verdict.ts';
import { renderCase } from '../report/case-text.ts';
import type { Io } from './io.ts';
import { columns, Terminal } from './terminal.ts';

/** A result and the job it came of. */
export interface Taken {
  readonly job: Job;
  readonly result: CaseResult;
}

/** Failing cases shown whole; the others are counted. */
const SHOWN_WHOLE = 12;
/** Reasons for skipping that are told. */
const SHOWN_REASONS = 8;

/** Did a case show anything that is wrong? */
export const failed = ({ verdict, containment }: CaseResult): boolean =>
  verdict === 'FAIL' || verdict === 'CRASH' || verdict === 'ERROR' || containment === 'broken';

/** Results for people: failing cases whole, a table by area, safe differences, why cases were skipped, figures. */
export function showResults(taken: readonly Taken[], rules: Rules, subject: Subject, io: Io): void {
  const terminal = new Terminal(io);
  const results = taken.map(({ result }) => result);
  showFailures(taken, subject, terminal, io);
  if (taken.length > 0) showTable(results, terminal);
  showDifferences(results, terminal);
  showWeaknesses(results, terminal);
  showSkips(results, terminal);
  showFigures(results, rules, terminal);
}

function showFailures(taken: readonly Taken[], subject: Subject, terminal: Terminal, io: Io): void {
  const wrong = grouped(
    taken.filter(({ result }) => failed(result)),
    ({ job }) => job.id,
  );
  const whole = [...wrong.values()].slice(0, SHOWN_WHOLE);
  for (const [first, ...others] of whole) {
    const { job, result } = first as Taken;
    const evidence = result.verdict === 'ERROR' ? null : job.evidence(subject);
    const broken =
      evidence?.steps.kind === 'program' && result.containment === 'broken'
        ? subject.breaches(evidence.steps.program)
        : [];
    const breaches = broken.filter(({ fingerprint }) => !subject.isKnown(fingerprint));
    io.stdout.write(
      renderCase(
        result,
        job,
        evidence,
        breaches.map(({ title }) => title),
      ),
    );
    if (others.length > 0) terminal.line(`  and likewise on ${plural(others.length, 'other device')}`);
    terminal.line();
  }
  const left = wrong.size - whole.length;
  if (left > 0)
    terminal.line(`${plural(left, 'more case')} failed: see each by its id, or all with --json\n`);
}

/** Vectors have areas by their rule, but a line of their own. */
const lineOf = ({ id, rule }: CaseResult): string => (id.startsWith(`${rule}/`) ? areaOf(rule) : 'vectors');

function showTable(results: readonly CaseResult[], terminal: Terminal): void {
  const cell = (of: readonly CaseResult[], verdict: Verdict): string => {
    const number = of.filter((result) => result.verdict === verdict).length;
    return number === 0 ? '-' : String(number);
  };
  const rows = [...grouped(results, lineOf)].map(([area, of]) => [
    area,
    String(new Set(of.map(({ rule }) => rule)).size),
    String(new Set(of.map(({ id }) => id)).size),
    ...verdicts.map((verdict) => cell(of, verdict)),
  ]);
  const heading = ['area', 'rules', 'cases', ...verdicts];
  const firstBad = heading.indexOf('FAIL');
  const table = columns([heading, ...rows], (text, column, row) => {
    if (row === 0) return terminal.style('heading', text);
    if (column === 0) return terminal.style('name', text);
    return column >= firstBad && text !== '-' ? terminal.style('bad', text) : text;
  });
  for (const line of table) terminal.line(line);
}

/** Safe differences by the change that brings them. */
function showDifferences(results: readonly CaseResult[], terminal: Terminal): void {
  const different = results.filter(({ reason }) => reason?.startsWith('differs by '));
  if (different.length === 0) return;
  terminal.line(`\n${terminal.style('heading', 'Safe differences, by the change that makes them')}`);
  const byChange = [...grouped(different, ({ reason }) => (reason as string).slice('differs by '.length))];
  for (const [change, of] of byChange.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const ids = [...new Set(of.map(({ id }) => id))].join(' ');
    terminal.line(`  ${terminal.style('name', change)}  ${terminal.rest(ids, change.length + 4)}`);
  }
}

/** Recorded weaknesses, those met and those that are gone. */
function showWeaknesses(results: readonly CaseResult[], terminal: Terminal): void {
  const told = results.filter(({ reason }) => reason?.startsWith('weakness '));
  if (told.length === 0) return;
  terminal.line(`\n${terminal.style('heading', 'Recorded weaknesses (corpus/known)')}`);
  for (const [reason, of] of grouped(told, ({ reason }) => reason as string)) {
    const ids = [...new Set(of.map(({ id }) => id))].join(' ');
    terminal.line(`  ${terminal.style('name', reason.slice('weakness '.length))}  ${ids}`);
  }
}

/** Why cases were skipped, the commonest reasons first. */
function showSkips(results: readonly CaseResult[], terminal: Terminal): void {
  const skipped = results.filter(({ verdict }) => verdict === 'SKIP');
  if (skipped.length === 0) return;
  const withoutDevice = ({ device, reason }: CaseResult): string =>
    device !== null && reason?.startsWith(`${device} `)
      ? `the device ${reason.slice(device.length + 1)}`
      : (reason ?? '');
  const byReason = [...grouped(skipped, withoutDevice)].sort(([, a], [, b]) => b.length - a.length);
  terminal.line(`\n${terminal.style('heading', 'Skipped, because')}`);
  const shown = byReason
    .slice(0, SHOWN_REASONS)
    .map(([reason, of]) => [String(of.length).padStart(7), reason]);
  for (const [number = '', reason = ''] of shown) terminal.line(`${number}  ${terminal.rest(reason, 9)}`);
  const left = byReason.length - shown.length;
  if (left > 0) terminal.line(`         and ${plural(left, 'other reason')}, which --json tells`);
}

function showFigures(results: readonly CaseResult[], all: Rules, terminal: Terminal): void {
  const { cases, byVerdict, rules } = tally(results, all);
  const broken = results.filter(({ containment }) => containment === 'broken').length;
  terminal.line(
    `\n${plural(cases, 'result')}. Rules: ${rules.total}, exercised ${rules.covered}, untestable ${rules.untestable}.`,
  );
  const { KNOWN, FAIL, CRASH, ERROR } = byVerdict;
  if (KNOWN > 0) terminal.line(`${plural(KNOWN, 'result')} as recorded weaknesses have them.`);
  if (FAIL + CRASH + ERROR + broken === 0) terminal.line(terminal.style('good', 'No case failed.'));
  else {
    const text = `${FAIL} FAIL, ${CRASH} CRASH, ${ERROR} ERROR, containment broken in ${broken}.`;
    terminal.line(terminal.style('bad', text));
  }
}

function grouped<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
