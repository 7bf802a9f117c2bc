import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Edge } from '../campaign/edge-table.ts';
import { packageRoot } from '../campaign/package-root.ts';
import { buildCovered } from './covered.ts';
import { command, compiledPackage, runModule } from './testing/trees.ts';

let folder: string;
let table: readonly Edge[];
beforeAll(() => {
  folder = compiledPackage();
  table = buildCovered(packageRoot(), join(folder, 'dist'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the same programs on one of the two builds; a digest of everything observable of each. */
const digests = (build: string): string => `
import { createHash } from 'node:crypto';
const at = (path) => import('${folder}/${build}/' + path);
const { targets } = await at('fuzz/index.js');
const { shippedDevices } = await at('src/campaign/device-files.js');
const { makeProfile } = await at('src/changes/profiles.js');
const { ModelExecutor } = await at('src/executor/model/model-executor.js');
const { generateProgram } = await at('src/program/generate.js');
const { Random } = await at('src/program/random.js');
const { edgesOfBuild } = await at('src/campaign/edges.js');
const library = shippedDevices();
const executor = new ModelExecutor(library, makeProfile('linux-6.1').profile);
const random = new Random(11);
const digests = [];
const own = targets.filter(({ setup }) => setup !== undefined);
for (let i = 0; i < 30; i++) {
  const target = own[i % own.length];
  const setup = target.setup(library.names(), random);
  for (let k = 0; k < 10; k++) {
    const program = generateProgram(setup, target.vocabulary, target.longest, random);
    const { log, crash, returns, start, final } = executor.run(program, 'full');
    const hash = createHash('sha256').update(log.data.subarray(0, log.length * 8)).update(log.codes.subarray(0, log.length));
    for (let id = 1; log.textOf(id) !== ''; id++) hash.update(log.textOf(id));
    hash.update(JSON.stringify([crash, returns, start, final, final.devices()]));
    digests.push(hash.digest('hex'));
  }
}
const edges = edgesOfBuild();
edges?.add();
console.log(JSON.stringify({ digests, covered: edges?.covered ?? null }));
`;

const campaign = [
  'fuzz',
  'msi',
  '--device',
  'e1000e',
  '--runs',
  '150',
  '--seed',
  '3',
  '--no-replay',
  '--json',
];
const fuzz = (name: string, ...more: string[]) =>
  command(folder, ...campaign, '--findings', join(folder, name, 'findings'), ...more);
const rows = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
/** Without what differs from run to run. */
/** Without times, and without the row of what was reached by when. */
const comparable = (stdout: string): string =>
  stdout
    .replace(/^.*"kind":"series".*\n/m, '')
    .replace(/"durationSeconds":[\d.]+|"executionsPerSecond":\d+|"directory":"[^"]*"/g, '');

describe('the build with counters', () => {
  it('does what the build without does, in every record', () => {
    type Outcome = { digests: string[]; covered: number | null };
    const plain = runModule(folder, digests('dist')) as Outcome;
    const covered = runModule(folder, digests('dist/covered')) as Outcome;
    expect(plain.digests).toHaveLength(300);
    expect(new Set(plain.digests).size).toBeGreaterThan(250);
    expect(covered.digests).toEqual(plain.digests);
    expect(plain.covered).toBeNull();
    expect(covered.covered).toBeGreaterThan(table.length / 3);
  });

  it('knows where each counter stands in the sources', () => {
    expect(table.length).toBeGreaterThan(2000);
    expect(table.map(({ id }) => id)).toEqual(table.map((_, index) => index));
    const unlike = table.filter(({ file, line, column, kind }) => {
      const text =
        readFileSync(join(packageRoot(), file), 'utf8')
          .split('\n')
          [line - 1]?.slice(column - 1) ?? '';
      return text === '' || (kind === 'not taken' && !text.startsWith('if ('));
    });
    expect(unlike).toEqual([]);
  });

  it('guides a campaign, the same each time; without it there is another, the same each time', () => {
    const guided = fuzz('a', '--edges', join(folder, 'edges.json'));
    expect(guided.stderr).toBe('');
    expect(rows(guided.stdout).at(-1)).toMatchObject({ edgesTotal: table.length, stability: 1 });
    expect(comparable(fuzz('b', '--edges', join(folder, 'edges.json')).stdout)).toBe(
      comparable(guided.stdout),
    );
    const blind = fuzz('c', '--no-edges');
    expect(rows(blind.stdout).at(-1)).toMatchObject({ edgesCovered: null, edgesTotal: null });
    expect(comparable(fuzz('d', '--no-edges').stdout)).toBe(comparable(blind.stdout));
    const corpus = (stdout: string) => Number(rows(stdout).at(-1)?.corpus);
    expect(corpus(guided.stdout)).not.toBe(corpus(blind.stdout));
  });

  it('leaves a list of what was never taken', () => {
    const file = join(folder, 'list.json');
    const covered = Number(rows(fuzz('e', '--edges', file).stdout).at(-1)?.edgesCovered);
    const { stdout, code } = command(folder, 'edges', file);
    expect(code).toBe(0);
    expect(stdout).toContain(`${covered} of ${table.length} edges taken (`);
    expect(stdout).toMatch(/^src\/backend\/\S+: \d+ of \d+ never taken\n {2}\d+:\d+ +\S/m);
    const never = rows(command(folder, 'edges', file, '--json').stdout).filter(({ type }) => type === 'edge');
    expect(never).toHaveLength(table.length - covered);
  });

  it('is not used once the other build was made anew without it', () => {
    appendFileSync(join(folder, 'dist/src/abi/errno.js'), '\n');
    expect(rows(fuzz('f').stdout).at(-1)).toMatchObject({ edgesCovered: null });
    const asked = fuzz('g', '--edges', join(folder, 'late.json'));
    expect([asked.code, asked.stdout]).toEqual([2, '']);
    expect(asked.stderr).toContain('--edges: this build does not count edges');
  });
});
