import type { Change } from '../campaign/bench/history.ts';
import { BENCH_ACTIONS, COUNTED_CORE, FEEDBACK, type Measure } from '../campaign/bench.ts';
import {
  type BenchResult,
  CALIBRATION,
  changeLine,
  JAZZER,
  ratiosOf,
  slowdownByCounters,
} from './bench-report.ts';
import { columns, type Terminal } from './terminal.ts';

/** Stages that do not add to the one before them. */
const ALONE: readonly string[] = ['fast-check', 'fast-check-commands', JAZZER, CALIBRATION];

/** The table of `bench` for people, and what it comes to. */
export function showBench(result: BenchResult, change: Change | null, terminal: Terminal): void {
  const { measures, programs, machine, lacking, scaling } = result;
  terminal.line(`${programs} programs of ${BENCH_ACTIONS} configuration accesses`);
  terminal.line(`${machine.model}, ${machine.cores} cores, Node ${machine.node}; CPU time, best slice`);
  terminal.line();
  const rows = measures.map((measure, index) => [
    measure.name,
    `${Math.round(measure.programsPerSecond)}/s`.padStart(9),
    costOf(measures, measure, index).padStart(8),
    measure.ratioToBareCore.toFixed(2),
    measure.title,
  ]);
  const heading = ['stage', '    speed', '   costs', 'ratio', ''];
  const table = columns([heading, ...rows], (cell, column, row) =>
    row === 0 ? terminal.style('heading', cell) : column === 0 ? terminal.style('name', cell) : cell,
  );
  for (const line of table) terminal.line(line);
  terminal.line();
  const { ratioToBareCore, ratioToFastCheck, ratioToJazzer } = ratiosOf(result);
  terminal.line(`The full loop runs at ${figure(ratioToBareCore)} of the bare core's speed.`);
  const byCounters = slowdownByCounters(measures);
  if (byCounters !== null) {
    const { bareCore, fullLoop } = byCounters;
    terminal.line(
      `Edge counters make the bare core ${figure(bareCore)} and the full loop ${figure(fullLoop)} times as slow.`,
    );
  }
  const peers = [
    ['fast-check', ratioToFastCheck],
    ['Jazzer.js', ratioToJazzer],
  ] as const;
  for (const [name, ratio] of peers) {
    if (ratio !== null) terminal.line(`The engine runs ${figure(ratio)} times as many programs as ${name}.`);
  }
  if (scaling !== null) {
    const { twoWorkerScaling, twoWorkerScalingByCpu } = scaling;
    terminal.line(
      `Two workers run ${figure(twoWorkerScaling)} times as many as one (by their CPU time ${figure(twoWorkerScalingByCpu)}).`,
    );
  }
  if (change !== null) terminal.line(changeLine(change));
  for (const reason of lacking)
    terminal.line(terminal.style('faint', `Not measured: ${terminal.rest(reason, 14)}`));
}

const figure = (value: number | null): string => value?.toFixed(2) ?? 'none';

/** What a stage adds to the one it builds on. */
function costOf(measures: readonly Measure[], measure: Measure, index: number): string {
  const { name, microsecondsPerProgram } = measure;
  if (ALONE.includes(name)) return '';
  const of = (wanted: string) => measures.find((one) => one.name === wanted);
  const base = name.startsWith('oracle:')
    ? of(FEEDBACK)
    : name === COUNTED_CORE
      ? measures[0]
      : measures[index - 1];
  return `${(microsecondsPerProgram - (base?.microsecondsPerProgram ?? 0)).toFixed(1)} us`;
}
