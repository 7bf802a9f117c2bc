import { readdirSync, statSync } from 'node:fs';
import { type EdgeReport, mergeEdgeReports, parseEdgeReport } from '../campaign/edge-report.ts';
import { FindingFileError, findingRows } from '../report/formats/finding-rows.ts';
import { type Results, ResultsBuilder } from '../report/formats/results.ts';
import { type FindingRow, type Row, readRow } from '../report/formats/rows.ts';
import { readLines } from './convert-input.ts';
import { UsageError } from './errors.ts';

const WANTED =
  'name what fuzz, conform or regress printed with --json, a file of fuzz --edges, or a folder of findings';

/** Takes what is in an input. */
export interface Sink {
  /** @param file that the row is in */
  row(row: Row, file: string): void;
  addFiled(findings: readonly FindingRow[]): void;
  addEdges(report: EdgeReport): void;
}

/** Everything in the inputs, together. @throws UsageError */
export function readResults(inputs: readonly string[]): Results {
  const builder = new ResultsBuilder();
  const reports: EdgeReport[] = [];
  const sink: Sink = {
    row: (row) => builder.add(row),
    addFiled: (findings) => builder.addFiled(findings),
    addEdges: (report) => reports.push(report),
  };
  for (const input of inputs) readInput(input, sink);
  if (reports.length === 0) return builder.results(undefined);
  const merged = mergeEdgeReports(reports);
  if (merged !== undefined) return builder.results(merged);
  throw differentBuilds(inputs);
}

export const differentBuilds = (inputs: readonly string[]): UsageError =>
  new UsageError(
    inputs.join(' '),
    'the lists of edges are of different builds',
    'run the campaigns again with one build',
  );

/** Reads a file of rows or edges, or a folder of findings. @throws UsageError */
export function readInput(input: string, sink: Sink): void {
  if (isFolder(input)) readFolder(input, sink);
  else readFile(input, sink);
}

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function readFolder(folder: string, sink: Sink): void {
  const files = readdirSync(folder, { withFileTypes: true });
  if (files.some(({ name }) => name === 'finding.json'))
    throw new UsageError(folder, 'this is a single finding', 'name the folder it is in');
  if (files.length > 0 && !files.some((entry) => entry.isDirectory()))
    throw new UsageError(folder, 'there are no findings in it', WANTED);
  try {
    sink.addFiled(findingRows(folder));
  } catch (error) {
    if (!(error instanceof FindingFileError)) throw error;
    throw new UsageError(
      error.file,
      error.message,
      'mend or remove that folder: without it the finding would look fixed',
    );
  }
}

function readFile(file: string, sink: Sink): void {
  const lines = readLines(file, WANTED);
  const first = nextText(lines);
  if (first === undefined) throw new UsageError(file === '' ? "''" : file, 'the file is empty', WANTED);
  const start = parse(first.text);
  // A list of edges is one object over many lines, or one line without a type.
  if (start === undefined || (typeof start === 'object' && start !== null && !('type' in start))) {
    const report = parseEdgeReport([first.text, ...lines].join('\n'));
    if (report === undefined)
      throw new UsageError(`${file}:${first.number}`, 'this is no row and no list of edges', WANTED);
    sink.addEdges(report);
    return;
  }
  let { number } = first;
  let ended = add(start, file, number, sink);
  for (const text of lines) {
    number++;
    if (text.trim() !== '') ended = add(parse(text), file, number, sink);
  }
  if (ended) return;
  throw new UsageError(file, 'its last row is no summary: the run did not end', 'run it again to its end');
}

/** True for a summary. @throws UsageError for what is no row */
function add(value: unknown, file: string, number: number, sink: Sink): boolean {
  const row = value === undefined ? 'this is not JSON' : readRow(value);
  if (typeof row === 'string') throw new UsageError(`${file}:${number}`, row, WANTED);
  sink.row(row, file);
  return row.type === 'summary';
}

/** The first line with something on it. */
function nextText(lines: Generator<string, void, void>): { text: string; number: number } | undefined {
  for (let number = 1; ; number++) {
    const { value, done } = lines.next();
    if (done) return undefined;
    const text = number === 1 ? value.replace(/^\ufeff/, '') : value;
    if (text.trim() !== '') return { text, number };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
