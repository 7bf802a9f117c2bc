import { causeName } from '../campaign/cause.ts';
import { advisoryOf, type Consequence, type Finding, identityOf } from '../campaign/finding.ts';
import { visible } from '../report/visible-text.ts';
import { lostFolder } from './fuzz-lost.ts';
import type { Totals } from './fuzz-rows.ts';
import { edgesText, rateText } from './fuzz-view.ts';
import type { Io } from './io.ts';
import { columns, Terminal } from './terminal.ts';

/** What was exercised, what was met, and what to do next. */
export function showSummary(totals: Totals, io: Io): void {
  const terminal = new Terminal(io);
  const { progress, seconds, profile, flaws, hardenings, seed } = totals;
  const behaviour = [
    profile,
    ...hardenings.map((id) => `hardening ${id}`),
    ...flaws.map((flaw) => `flaw ${flaw}`),
  ].join(' + ');
  terminal.line();
  terminal.line(
    terminal.style(
      'heading',
      `${totals.interrupted ? 'Interrupted' : 'Done'}: ${behaviour}, seed ${visible(seed)}`,
    ),
  );
  for (const line of columns([
    [
      '  executions',
      `${progress.executions}${before(totals)} in ${seconds.toFixed(1)} s (${rateText(progress, seconds)}), every oracle on`,
    ],
    ['  devices', `${totals.devices}`],
    [
      '  targets',
      Object.entries(progress.byTarget)
        .map(([name, runs]) => `${name} ${runs}`)
        .join(', '),
    ],
    [
      '  coverage',
      `${edgesText(progress)}${progress.features} features; ${progress.fetchPoints} fetch points reached, a change placed at ${progress.flippedPoints} of them`,
    ],
    ...(totals.lost.length === 0
      ? []
      : [['  lost', `${totals.lost.length} of its threads (in ${lostFolder(totals.findingsFolder)})`]]),
    ['  corpus', `${progress.corpus} programs, stability ${totals.errors === 0 ? '100 %' : 'BROKEN'}`],
  ]))
    terminal.line(line);
  for (const { oracle, reason } of totals.skipped) terminal.line(`  SKIP ${oracle}: ${reason}`);
  showKnown(
    totals.findings.filter(({ state }) => state === 'known'),
    totals.consequences,
    terminal,
  );
  showSeenBefore(totals, terminal);
  showNew(
    totals.findings.filter(({ state }) => state !== 'known'),
    totals,
    terminal,
  );
}

function showKnown(
  known: readonly Finding[],
  consequences: readonly Consequence[],
  terminal: Terminal,
): void {
  if (known.length === 0) return;
  terminal.line();
  terminal.line(
    terminal.style(
      'heading',
      `Known weaknesses met: ${known.length} (corpus/known; closed by the hardening named)`,
    ),
  );
  const rows = [...known]
    .sort((a, b) => a.violation.fingerprint.localeCompare(b.violation.fingerprint))
    .flatMap((finding) => [
      [
        `  ${finding.violation.fingerprint}`,
        finding.known?.severity ?? '',
        finding.known?.hardening ?? '',
        finding.violation.title,
      ],
      ...consequencesOf(finding, consequences).map(({ violation }) => [
        `    ${violation.fingerprint}`,
        '',
        '',
        violation.title,
      ]),
    ]);
  for (const line of columns(rows)) terminal.line(line);
}

const before = ({ executionsBefore, progress }: Totals): string =>
  executionsBefore === 0 ? '' : ` (${executionsBefore + progress.executions} with earlier sessions)`;

/** Findings of earlier runs: nobody has fixed them, so they are not news, and not to be forgotten. */
function showSeenBefore({ seenBefore, findingsFolder }: Totals, terminal: Terminal): void {
  if (seenBefore.length === 0) return;
  terminal.line();
  terminal.line(
    terminal.style('warning', `Seen before and still there: ${seenBefore.length} (in ${findingsFolder})`),
  );
  for (const { identity } of seenBefore) terminal.line(`  ${identity}`);
}

function showNew(fresh: readonly Finding[], totals: Totals, terminal: Terminal): void {
  terminal.line();
  if (fresh.length === 0) {
    terminal.line(terminal.style('good', 'No new finding.'));
    terminal.line(`Next: ${nextStep(totals)}`);
    return;
  }
  terminal.line(terminal.style('bad', `New findings: ${fresh.length} (in ${totals.findingsFolder})`));
  for (const finding of fresh) {
    const { violation, program, reproduced, runs } = finding;
    const advisory = advisoryOf(finding);
    const again = finding.state === 'reopened' ? ' (reopened: it was fixed)' : '';
    terminal.line(`  ${identityOf(finding)}${again}`);
    if (finding.cause?.kind === 'flaws') {
      const name = causeName(finding.cause);
      terminal.line(`      a past bug: ${advisory === null ? name : `${advisory}, ${name}`}`);
    } else if (finding.cause !== null)
      terminal.line(`      closed by the hardening ${finding.cause.hardening.id}`);
    terminal.line(`      ${visible(violation.title)}`);
    terminal.line(`      ${visible(violation.detail)}`);
    terminal.line(
      `      ${program === undefined ? 'input of bytes' : `${program.actions.length} actions`}, reproduced ${reproduced} of ${runs}`,
    );
    for (const { violation: further } of consequencesOf(finding, totals.consequences))
      terminal.line(`      also ${further.fingerprint}`);
  }
  terminal.line(`Next: npx pciback-rig repro ${totals.findingsFolder}/DIRECTORY/program.json`);
}

/** What else the cause of a finding led to. */
function consequencesOf(finding: Finding, all: readonly Consequence[]): readonly Consequence[] {
  return all.filter(({ of }) => of === identityOf(finding));
}

function nextStep({ profile, flaws }: Totals): string {
  if (profile === 'hardened' && flaws.length === 0) {
    return 'put a past bug back and see it caught: npx pciback-rig fuzz double-fetch --profile hardened --flaw xsa-155 --runs 50000';
  }
  return 'see the same campaign silent with every proposed fix: npx pciback-rig fuzz --profile hardened --time 60s';
}
