import { columns, type Terminal } from '../../src/cli/terminal.ts';
import type { EdgeRun, EdgesReport } from './edges.ts';
import type { EngineResult, Report, Row, Run } from './report.ts';

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

/** One line: what the last run reached. */
export function edgeLine(runs: readonly EdgeRun[], of: number): string {
  const last = runs.at(-1);
  const place = `${runs.length}/${of}`;
  if (last === undefined) return place;
  return `${place}  ${last.engine}, seed ${last.seed}: ${last.taken.length} edges, ${seconds(last.cpuSeconds)} s CPU`;
}

const COLUMNS = ['found', 'median s', 'worst s', 'median executions', 'worst'] as const;
/** Of those the ones that fit where engines stand side by side. */
const FEW = 3;

/** Engines side by side, flaw by flaw, and what each comes to. */
export function showTable({ engines, settings, edges }: Report, terminal: Terminal): void {
  const [first] = engines;
  if (first !== undefined && first.flaws.length > 0) showFlaws(engines, terminal);
  for (const { engine, totals } of engines) {
    const { runs, found, flaws, never, medianCpuSeconds, worstMedianCpuSeconds, worstCpuSeconds } = totals;
    const { medianStartCpuSeconds: start = 0 } = totals;
    terminal.line(
      `${engine}: ${found} of ${runs} runs found their flaw within ${settings.limitSeconds} s of CPU, ${never} of ${flaws} flaws were never found: ` +
        `median ${seconds(medianCpuSeconds)} s${start > 0 ? ` (${seconds(start)} of them the start of a process)` : ''}, largest median of a flaw ${seconds(worstMedianCpuSeconds)} s, longest ${seconds(worstCpuSeconds)} s`,
    );
  }
  if (edges !== null) showEdges(edges, terminal);
}

function showFlaws(engines: readonly EngineResult[], terminal: Terminal): void {
  const rows = new Map(
    engines.map(({ engine, flaws }) => [engine, new Map(flaws.map((row) => [row.flaw, row]))]),
  );
  const shown = engines.length > 1 ? COLUMNS.slice(0, FEW) : COLUMNS;
  const heading = engines.flatMap(({ engine }) =>
    shown.map((name, index) => (engines.length > 1 && index === 0 ? `${engine} ${name}` : name)),
  );
  const names = [...new Set(engines.flatMap(({ flaws }) => flaws.map(({ flaw }) => flaw)))];
  const cells = names.map((flaw) => {
    const own = engines.map(({ engine }) => rows.get(engine)?.get(flaw));
    return [
      flaw,
      ...own.flatMap((row) => cellsOf(row).slice(0, shown.length)),
      own.find((row) => row !== undefined)?.extraDevices.join(' ') ?? '',
    ];
  });
  const lines = columns([['flaw', ...heading, 'devices beside'], ...cells], (cell, column, row) => {
    if (row === 0) return terminal.style('heading', cell);
    if (column === 0) return terminal.style('name', cell);
    const isFound = (column - 1) % shown.length === 0 && cell.includes('/');
    return isFound && cell.split('/')[0] !== cell.split('/')[1] ? terminal.style('bad', cell) : cell;
  });
  for (const line of lines) terminal.line(line);
  terminal.line();
}

function cellsOf(row: Row | undefined): string[] {
  if (row === undefined) return COLUMNS.map(() => '');
  const { found, runs, cpuSeconds, executions } = row;
  // A median or worst case that was cut off at the limit is at least what stands there.
  const atLeast = (isCut: boolean): string => (isCut ? '>' : '');
  const mostMissed = 2 * found <= runs.length && found < runs.length;
  return [
    `${found}/${runs.length}`,
    `${atLeast(mostMissed)}${seconds(cpuSeconds.median)}`,
    `${atLeast(found < runs.length)}${seconds(cpuSeconds.worst)}`,
    `${atLeast(mostMissed)}${whole(executions.median)}`,
    `${atLeast(found < runs.length)}${whole(executions.worst)}`,
  ];
}

/** Edges of the core each engine reached, and those that it alone did. */
export function showEdges({ executions, total, engines }: EdgesReport, terminal: Terminal): void {
  terminal.line();
  terminal.line(`Edges of the core after ${executions} executions, of ${total}:`);
  const heading = ['engine', 'seeds', 'fewest', 'most', 'together', 'it alone'];
  const cells = engines.map(({ engine, seeds, fewest, most, together, alone }) => [
    engine,
    ...[seeds, fewest, most, together, alone.length].map(String),
  ]);
  const lines = columns([heading, ...cells], (cell, _column, row) =>
    row === 0 ? terminal.style('heading', cell) : cell,
  );
  for (const line of lines) terminal.line(line);
}
