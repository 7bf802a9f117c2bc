import type { DriverRegressResult, Skipped } from '../campaign/driver-regress.ts';
import type { Flaw } from '../changes/change.ts';
import { visible } from '../report/visible-text.ts';
import { ExitCode } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { both, KeptResults, type ResultsOption } from './kept-results.ts';
import type { LinuxChoice } from './linux-choice.ts';
import { startRegress } from './linux-regress.ts';
import { oneByOne } from './one-by-one.ts';
import { columns, Terminal } from './terminal.ts';

interface Options extends LinuxChoice {
  readonly json?: boolean;
  readonly results?: ResultsOption;
}

/** `regress --executor linux`: the matrix of past bugs on builds of the real driver. @throws UsageError */
export async function regressLinux(
  chosen: readonly Flaw[],
  isPart: boolean,
  options: Options,
  io: Io,
): Promise<ExitCode> {
  const linux = startRegress(options, io.env);
  const terminal = new Terminal(io);
  const kept = new KeptResults(options.results, { name: 'regress@linux', isPart }, io);
  const json = new JsonLines(both(options.json ? io.stdout : undefined, kept));
  const rows: DriverRegressResult[] = [];
  const skips: Skipped[] = [];
  let interrupted = false;
  try {
    if (!options.json) terminal.line(`replaying ${chosen.length} known cases on ${visible(linux.build)}`);
    interrupted = await oneByOne(chosen, io, (flaw) => {
      const result = linux.runner.of(flaw);
      if ('skip' in result) {
        skips.push(result);
        json.row('skip', { id: flaw.id, advisory: flaw.advisory, reason: result.skip });
      } else {
        rows.push(result);
        json.row('case', rowFields(result));
      }
    });
  } catch (error) {
    kept.abandon();
    throw error;
  } finally {
    linux.close();
  }
  const failed = rows.filter(({ problem }) => problem !== null).length;
  if (!options.json) show(rows, skips, terminal);
  const counts = { cases: rows.length, passed: rows.length - failed, failed, skips: skips.length };
  json.summary('regress', { ...counts, interrupted, executor: 'linux', build: linux.build });
  kept.end({ interrupted });
  if (interrupted) return ExitCode.Interrupted;
  return failed > 0 ? ExitCode.Failed : ExitCode.Ok;
}

const rowFields = (row: DriverRegressResult) => ({
  id: row.flaw.id,
  advisory: row.flaw.advisory,
  detected: row.detected,
  silentWhenFixed: row.silentWhenFixed,
  benignWorks: row.benignWorks,
  oracle: row.flaw.oracles.join(', '),
  by: row.by,
  weaknesses: row.weaknesses,
  executionsToDetect: null,
  secondsToDetect: null,
  fingerprints: row.fingerprints,
  problem: row.problem,
});

function show(rows: readonly DriverRegressResult[], skips: readonly Skipped[], terminal: Terminal): void {
  const yes = (holds: boolean): string => (holds ? 'yes' : 'NO');
  const cells = rows.map(({ benignWorks, by, detected, flaw, silentWhenFixed }) => [
    flaw.id,
    flaw.advisory,
    yes(detected),
    yes(silentWhenFixed),
    yes(benignWorks),
    by.join(', '),
  ]);
  const heading = ['flaw', 'advisory', 'detected', 'silent', 'benign', 'noticed by'];
  for (const line of columns([heading, ...cells], (cell, column, row) => {
    if (row === 0) return terminal.style('heading', cell);
    if (column === 0) return terminal.style('name', cell);
    return cell === 'NO' ? terminal.style('bad', cell) : cell;
  }))
    terminal.line(line);
  terminal.line();
  for (const { flaw, problem } of rows)
    if (problem !== null) terminal.line(`${flaw.id}: ${visible(problem)}`);
  for (const { flaw, skip } of skips) terminal.line(`SKIP ${flaw.id}: ${visible(skip)}`);
  const failed = rows.filter(({ problem }) => problem !== null).length;
  const skipped = skips.length === 0 ? '' : ` ${skips.length} were not put to the test.`;
  if (failed === 0)
    terminal.line(
      terminal.style(rows.length > 0 ? 'good' : 'warning', `All ${rows.length} would be noticed.${skipped}`),
    );
  else
    terminal.line(terminal.style('bad', `${failed} of ${rows.length} are not as they should be.${skipped}`));
}
