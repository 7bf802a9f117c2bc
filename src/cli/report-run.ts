import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RunBuilder } from '../report/run-builder.ts';
import type { RunData } from '../report/run-data.ts';
import { differentBuilds, isFolder, readInput } from './convert-results.ts';
import { UsageError } from './errors.ts';
import { partOf, RESULTS_FOLDER } from './kept-results.ts';

/** The list of edges in the folder of a run. */
export const EDGES_FILE = 'edges.json';
const FINDINGS_FOLDER = 'findings';
/** What else commands leave in a folder, which parts of the page are made of; nobody has read it yet. */
const EXTRAS = ['rediscovery.json', 'bench-history.jsonl', 'plot.csv', 'coverage'] as const;
export type Extra = (typeof EXTRAS)[number];

/** Runs as they were named, and what of them was left aside. */
export interface ReadRun {
  readonly run: RunData;
  /** Files of runs that did not end, or of a part, beside those of whole runs. */
  readonly aside: readonly string[];
  /** Paths, by name; of the first folder that has it. */
  readonly extras: ReadonlyMap<Extra, string>;
}

/**
 * Reads folders that commands left their results in, and what `convert` reads: files of rows or of edges, folders of
 * findings. Results that are not those of a whole run count only where there are no others.
 * @throws UsageError
 */
export function readRun(inputs: readonly string[]): ReadRun {
  const builder = new RunBuilder(inputs.join(' '));
  const aside: string[] = [];
  const extras = new Map<Extra, string>();
  for (const input of inputs) {
    const parts = isFolder(input) ? partsOf(input, aside) : undefined;
    const others = parts === undefined ? [] : EXTRAS.filter((name) => existsSync(join(input, name)));
    for (const name of others) if (!extras.has(name)) extras.set(name, join(input, name));
    if (parts !== undefined && parts.length + others.length === 0) throw nothingIn(input);
    for (const part of parts ?? [input]) readInput(part, builder);
  }
  const run = builder.run();
  if (run === undefined) throw differentBuilds(inputs);
  return { run, aside, extras };
}

/** What of a folder is to be read; undefined when it is no run but a folder of findings. */
function partsOf(folder: string, aside: string[]): string[] | undefined {
  const entries = readdirSync(folder);
  const isFindings = entries.some((name) => existsSync(join(folder, name, 'finding.json')));
  if (isFindings || entries.includes('finding.json')) return undefined;
  const results = join(folder, RESULTS_FOLDER);
  const files = isFolder(results) ? wholeRuns(results, aside) : [];
  const findings = join(folder, FINDINGS_FOLDER);
  return [
    ...files,
    ...[findings].filter((path) => isFolder(path) && readdirSync(path).length > 0),
    ...[join(folder, EDGES_FILE)].filter(existsSync),
  ];
}

/** Files of rows, each run once. */
function wholeRuns(folder: string, aside: string[]): string[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl') && !name.startsWith('.'))
    .sort();
  const superseded = new Set(names.map(partOf));
  aside.push(...names.filter((name) => superseded.has(name)).map((name) => join(folder, name)));
  return names.filter((name) => !superseded.has(name)).map((name) => join(folder, name));
}

function nothingIn(folder: string): UsageError {
  return new UsageError(
    folder,
    'there are no results in it',
    'leave some first: npx pciback-rig fuzz --time 60s; npx pciback-rig conform; npx pciback-rig regress',
  );
}
