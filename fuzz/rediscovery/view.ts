import { columns, type Terminal } from '../../src/cli/terminal.ts';
import type { Report, Row, Run } from './report.ts';

const seconds = (value: number): string => value.toFixed(1);
const whole = (value: number): string => String(Math.round(value));

/** One line: what came of each seed. */
export function rowLine({ flaw, runs, cpuSeconds }: Row, at: number, of: number): string {
  const cells = runs.map((run) => (run.found ? seconds(run.cpuSeconds) : 'NO'));
  const place = `${String(at).padStart(String(of).length)}/${of}`;
  return `${place}  ${flaw.padEnd(28)} median ${seconds(cpuSeconds.median).padStart(4)} s CPU  (${cells.join(' ')})`;
}

/** What a terminal shows while a flaw is looked for. */
export const runLine = (flaw: string, { seed, found, cpuSeconds }: Run): string =>
  `${flaw}, seed ${seed}: ${found ? 'found' : 'not found'} after ${seconds(cpuSeconds)} s CPU`;

export function showTable({ flaws, totals, settings }: Report, terminal: Terminal): void {
  const heading = ['flaw', 'found', 'median s', 'worst s', 'median executions', 'worst', 'devices beside'];
  const cells = flaws.map(({ flaw, found, runs, cpuSeconds, executions, extraDevices }) => [
    flaw,
    `${found}/${runs.length}`,
    seconds(cpuSeconds.median),
    seconds(cpuSeconds.worst),
    whole(executions.median),
    whole(executions.worst),
    extraDevices.join(' '),
  ]);
  const missed = flaws.map(({ found, runs }) => found < runs.length);
  const lines = columns([heading, ...cells], (cell, column, row) => {
    if (row === 0) return terminal.style('heading', cell);
    if (column === 0) return terminal.style('name', cell);
    return column === 1 && missed[row - 1] === true ? terminal.style('bad', cell) : cell;
  });
  for (const line of lines) terminal.line(line);
  terminal.line();
  const { runs, found, medianCpuSeconds, worstMedianCpuSeconds, worstCpuSeconds } = totals;
  terminal.line(
    `${found} of ${runs} runs found their flaw within ${settings.limitSeconds} s of CPU: median ${seconds(medianCpuSeconds)} s, ` +
      `largest median of a flaw ${seconds(worstMedianCpuSeconds)} s, longest ${seconds(worstCpuSeconds)} s`,
  );
}
