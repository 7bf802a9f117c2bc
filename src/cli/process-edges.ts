import { EdgeMap } from '../campaign/edges.ts';
import { edgesByFunction, type FunctionEdges } from '../campaign/function-edges.ts';
import type { ProcessExecutor } from '../executor/process/process-executor.ts';
import { visible } from '../report/visible-text.ts';
import { columns } from './terminal.ts';

/** The edges of a backend in a process. */
export interface ProcessEdges {
  readonly map: EdgeMap;
  /** How many of each function were taken so far. */
  byFunction(): readonly FunctionEdges[];
}

/** Has the process tell the edges that each program takes; undefined when it counts none. @throws ExecutorFailure */
export function processEdges(process: ProcessExecutor): ProcessEdges | undefined {
  const counted = process.countEdges();
  if (counted === undefined) return undefined;
  const map = new EdgeMap(counted.counters, counted.total);
  const functions = process.edgeFunctions();
  return { map, byFunction: () => edgesByFunction(map, functions) };
}

/** What `--edges FILE` holds of a process. */
export const functionReport = ({ byFunction, map }: ProcessEdges) => ({
  edgesCovered: map.covered,
  edgesTotal: map.total,
  functions: byFunction(),
});

/** A table of functions for people: taken, edges, name. */
export const functionLines = (functions: readonly FunctionEdges[]): string[] =>
  columns([
    ['taken', 'edges', 'function'],
    ...functions.map(({ covered, name, total }) => [String(covered), String(total), visible(name)]),
  ]);
