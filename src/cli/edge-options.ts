import { dirname } from 'node:path';
import { edgeReport } from '../campaign/edge-report.ts';
import { type EdgeMap, edgesOfBuild } from '../campaign/edges.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { UsageError } from './errors.ts';
import { prepareFolder, writing } from './output-place.ts';
import { functionReport, type ProcessEdges } from './process-edges.ts';

/** `--edges FILE`, `--no-edges` (false), or neither. */
export type EdgeOption = string | false | undefined;

/** The edges that a campaign is guided by. @throws UsageError when they are wanted in a file and not counted */
export function chooseEdges(option: EdgeOption): EdgeMap | undefined {
  if (option === '') throw new UsageError('--edges', 'the name is empty', 'name a file');
  if (typeof option === 'string') prepareFolder(dirname(option), option);
  const edges = option === false ? undefined : edgesOfBuild();
  if (edges !== undefined || typeof option !== 'string') return edges;
  throw new UsageError('--edges', 'this build does not count edges', 'make it with: npm run build');
}

/** The same of a backend in a process. @throws UsageError */
export function chooseProcessEdges(
  option: EdgeOption,
  counted: ProcessEdges | undefined,
): EdgeMap | undefined {
  if (option === '') throw new UsageError('--edges', 'the name is empty', 'name a file');
  if (typeof option === 'string') prepareFolder(dirname(option), option);
  if (counted !== undefined || typeof option !== 'string') return counted?.map;
  throw new UsageError('--edges', 'this executor does not count edges', 'leave it out');
}

/** Writes which edges were taken and which never, where `--edges FILE` says. @throws UsageError */
export function writeEdges(
  option: EdgeOption,
  edges: EdgeMap | undefined,
  counted?: ProcessEdges | undefined,
): void {
  if (typeof option !== 'string' || edges === undefined) return;
  const report = counted === undefined ? edgeReport(edges) : functionReport(counted);
  const text = `${JSON.stringify(report, null, 1)}\n`;
  writing(option, () => writeFileAtomically(option, text));
}

/** Does something, and writes the edges that it takes. @throws UsageError */
export function withEdges<T>(
  edges: EdgeMap | undefined,
  option: EdgeOption,
  work: () => T,
  counted?: ProcessEdges | undefined,
): T {
  edges?.clear();
  const result = work();
  edges?.add();
  writeEdges(option, edges, counted);
  return result;
}
