import type { Finding } from '../campaign/campaign.ts';
import { visible } from '../report/visible-text.ts';
import type { Totals } from './fuzz-rows.ts';
import { rate } from './fuzz-view.ts';
import type { Io } from './io.ts';
import { columns, Terminal } from './terminal.ts';

/** What was exercised, what was met, and what to do next. */
export function showSummary(totals: Totals, io: Io): void {
  const terminal = new Terminal(io);
  const { progress, seconds, profile, flaws, seed } = totals;
  const behaviour = [profile, ...flaws.map((flaw) => `flaw ${flaw}`)].join(' + ');
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
      `${progress.executions} in ${seconds.toFixed(1)} s (${rate(progress.executions, seconds)}/s), every oracle on`,
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
      `${progress.features} features; ${progress.fetchPoints} fetch points reached, a change placed at ${progress.flippedPoints} of them`,
    ],
    ['  corpus', `${progress.corpus} programs, stability ${totals.errors === 0 ? '100 %' : 'BROKEN'}`],
  ]))
    terminal.line(line);
  for (const { oracle, reason } of totals.skipped) terminal.line(`  SKIP ${oracle}: ${reason}`);
  showKnown(
    totals.findings.filter(({ state }) => state === 'known'),
    terminal,
  );
  showNew(
    totals.findings.filter(({ state }) => state === 'new'),
    totals,
    terminal,
  );
}

function showKnown(known: readonly Finding[], terminal: Terminal): void {
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
    .map(({ violation, known: entry }) => [
      `  ${violation.fingerprint}`,
      entry?.severity ?? '',
      entry?.hardening ?? '',
      violation.title,
    ]);
  for (const line of columns(rows)) terminal.line(line);
}

function showNew(fresh: readonly Finding[], totals: Totals, terminal: Terminal): void {
  terminal.line();
  if (fresh.length === 0) {
    terminal.line(terminal.style('good', 'No new finding.'));
    terminal.line(`Next: ${nextStep(totals)}`);
    return;
  }
  terminal.line(terminal.style('bad', `New findings: ${fresh.length} (in ${totals.findingsFolder})`));
  for (const { violation, program, reproduced, runs } of fresh) {
    terminal.line(`  ${violation.fingerprint}`);
    terminal.line(`      ${visible(violation.title)}`);
    terminal.line(`      ${visible(violation.detail)}`);
    terminal.line(
      `      ${program === undefined ? 'input of bytes' : `${program.actions.length} actions`}, reproduced ${reproduced} of ${runs}`,
    );
  }
  terminal.line(`Next: npx pciback-rig repro ${totals.findingsFolder}/DIRECTORY/program.json`);
}

function nextStep({ profile, flaws }: Totals): string {
  if (profile === 'hardened' && flaws.length === 0) {
    return 'put a past bug back and see it caught: npx pciback-rig fuzz double-fetch --profile hardened --flaw xsa-155 --runs 50000';
  }
  return 'see the same campaign silent with every proposed fix: npx pciback-rig fuzz --profile hardened --time 60s';
}
