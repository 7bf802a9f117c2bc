import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { BUILD_ID_FILE, buildId, MIRRORED } from '../campaign/covered-build.ts';
import type { Edge } from '../campaign/edge-table.ts';
import { instrument } from './instrument.ts';

/** Folders whose functions are counted. */
export const COVERED = ['src/backend', 'src/host'] as const;
const COUNTERS = 'src/campaign/edge-counters.js';

/**
 * Makes `dist/covered` of a build in `dist`: the same modules, those of the core with counters, and `edges.json`, the
 * table of what each counts.
 * @param root of the package, with its sources
 * @param dist with the compiled `src`, `fuzz` and `conformance`
 */
export function buildCovered(root: string, dist: string): readonly Edge[] {
  const target = join(dist, 'covered');
  const making = `${target}.new`;
  rmSync(making, { recursive: true, force: true });
  for (const folder of MIRRORED) mirror(join(dist, folder), join(making, folder));
  const edges: Edge[] = [];
  const options = compilerOptions(root);
  for (const file of COVERED.flatMap((folder) => sources(root, folder))) {
    const output = file.replace(/\.ts$/, '.js');
    const counters = relative(dirname(output), COUNTERS);
    const text = readFileSync(join(root, file), 'utf8');
    const made = instrument(text, { file, firstId: edges.length, counters }, options);
    writeFileSync(join(making, output), made.code);
    edges.push(...made.edges);
  }
  writeFileSync(join(making, COUNTERS), countersModule(edges.length));
  writeFileSync(
    join(making, 'edges.json'),
    `[\n${edges.map((edge) => JSON.stringify(edge)).join(',\n')}\n]\n`,
  );
  writeFileSync(join(making, BUILD_ID_FILE), buildId(dist));
  rmSync(target, { recursive: true, force: true });
  renameSync(making, target);
  return edges;
}

/** Counters stay at 255 once there; their number is rounded up so that they can be read eight at a time. */
function countersModule(edges: number): string {
  const length = Math.ceil(edges / 8) * 8;
  return `export const edgeCounters = new Uint8ClampedArray(${length});\nexport const edgeTotal = ${edges};\n`;
}

/** Sources below a folder, in the order of their names. */
function sources(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|(^|\/)testing\//.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

/** JavaScript alone: declarations and maps are those of the other build. */
function mirror(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  cpSync(from, to, {
    recursive: true,
    filter: (path) => !/\.d\.ts$|\.map$|\/testing$/.test(path),
  });
}

function compilerOptions(root: string): ts.CompilerOptions {
  const { config, error } = ts.readConfigFile(join(root, 'tsconfig.build.json'), ts.sys.readFile);
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  return ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root).options;
}
