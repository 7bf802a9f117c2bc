import { dirname } from 'node:path';
import { edgeReport } from '../campaign/edge-report.ts';
import { type EdgeMap, edgesOfBuild } from '../campaign/edges.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { UsageError } from './errors.ts';
import { prepareFolder, writing } from './output-place.ts';

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

/** Writes which edges were taken and which never, where `--edges FILE` says. @throws UsageError */
export function writeEdges(option: EdgeOption, edges: EdgeMap | undefined): void {
  if (typeof option !== 'string' || edges === undefined) return;
  const text = `${JSON.stringify(edgeReport(edges), null, 1)}\n`;
  writing(option, () => writeFileAtomically(option, text));
}

/** Does something, and writes the edges that it takes. @throws UsageError */
export function withEdges<T>(edges: EdgeMap | undefined, option: EdgeOption, work: () => T): T {
  edges?.clear();
  const result = work();
  edges?.add();
  writeEdges(option, edges);
  return result;
}
