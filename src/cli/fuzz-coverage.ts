import type { LoadedCorpus } from '../campaign/corpus/load.ts';
import type { EdgeMap } from '../campaign/edges.ts';
import { FeatureMap } from '../campaign/features.ts';
import type { Judge } from '../campaign/judge.ts';
import { ExitCode } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { functionLines, type ProcessEdges } from './process-edges.ts';
import type { SourceCoverage } from './source-coverage.ts';
import { columns, Terminal } from './terminal.ts';

/** What counts what is reached, as far as there is something. */
export interface Reached {
  readonly edges: EdgeMap | undefined;
  /** Edges of a backend in a process. */
  readonly counted: ProcessEdges | undefined;
  readonly source: SourceCoverage | undefined;
  /** Ends the backend. */
  readonly close: () => void;
}

/** `fuzz --mode coverage`: replays a corpus and says what it reaches, by target and together. */
export function showCoverage(
  { entries, warnings }: LoadedCorpus,
  judge: Judge,
  { corpus, json }: { readonly corpus?: string; readonly json?: true },
  io: Io,
  { edges, counted, source, close }: Reached,
): ExitCode {
  const all = new FeatureMap();
  const names = [...new Set(entries.map(({ target }) => target))];
  const rows = names.map((target) => {
    const own = new FeatureMap();
    const programs = entries.filter((entry) => entry.target === target);
    for (const { program } of programs) {
      // A process counts each set-up and program anew.
      if (edges !== undefined && judge.executor.setUp?.(program.setup)) edges.add();
      const { log } = judge.look(program).execution;
      edges?.add();
      own.add(log);
      all.add(log);
    }
    return { target, programs: programs.length, ...reachOf(own) };
  });
  close();
  source?.end();
  const summary = {
    mode: 'coverage',
    corpus,
    programs: entries.length,
    bad: warnings.length,
    ...reachOf(all),
    edgesCovered: edges?.covered ?? null,
    edgesTotal: edges?.total ?? null,
  };
  if (json) {
    const out = new JsonLines(io.stdout);
    for (const row of rows) out.row('target', row);
    source?.rows(out);
    for (const row of counted?.byFunction() ?? []) out.row('function', { ...row });
    out.summary('fuzz', summary);
    return ExitCode.Ok;
  }
  const terminal = new Terminal(io);
  const cells = (name: string, { programs, features, fetchPoints }: typeof summary | (typeof rows)[0]) => [
    name,
    String(programs),
    String(features),
    String(fetchPoints.reached),
    String(fetchPoints.flipped),
  ];
  const table = columns([
    ['target', 'programs', 'features', 'fetch points', 'with a change at them'],
    ...rows.map((row) => cells(row.target, row)),
    cells('all', summary),
  ]);
  for (const line of table) terminal.line(line);
  if (counted !== undefined) {
    terminal.line();
    for (const line of functionLines(counted.byFunction())) terminal.line(line);
    terminal.line(`${counted.map.covered} of ${counted.map.total} edges of the backend`);
  } else if (edges !== undefined)
    terminal.line(`${edges.covered} of ${edges.total} edges of the core; --edges FILE lists them`);
  source?.show(io);
  return ExitCode.Ok;
}

function reachOf(map: FeatureMap): {
  features: number;
  fetchPoints: { reached: number; flipped: number };
} {
  const { count, fetchPoints, flippedPoints } = map;
  return { features: count, fetchPoints: { reached: fetchPoints.size, flipped: flippedPoints.size } };
}
