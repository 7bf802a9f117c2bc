import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/campaign/package-root.ts';
import { instrument, type Mutant } from './mutants.ts';
import { sampled } from './sample-of.ts';

/*
 * `npm run mutants:sample [-- SIZE [SEED]]`: Stryker itself, with its vitest runner, on a stratified sample of mutants:
 * from each file in proportion to what can be changed in it. Writes reports/mutation/.
 */

const DEFAULT_SIZE = 300;

const rangeOf = ({ file, from, to }: Mutant): string =>
  `${file}:${from.line}:${from.column - 1}-${to.line}:${to.column - 1}`;

const root = packageRoot();
const [size = String(DEFAULT_SIZE), seed = '1'] = process.argv.slice(2);
const { mutants } = await instrument(root);
const sample = sampled(mutants, Number(size), seed);
const config = join(root, 'reports', 'mutation', 'stryker.json');
mkdirSync(join(root, 'reports', 'mutation'), { recursive: true });
writeFileSync(
  config,
  JSON.stringify({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'conformance/mutation/vitest.config.ts' },
    mutate: sample.map(({ mutant }) => rangeOf(mutant)),
    coverageAnalysis: 'perTest',
    disableTypeChecks: true,
    ignorePatterns: ['dist', 'reports'],
    reporters: ['clear-text', 'json', 'progress-append-only'],
    clearTextReporter: { allowColor: false, logTests: false },
    jsonReporter: { fileName: 'reports/mutation/mutation.json' },
    tempDirName: 'reports/mutation/tmp',
    concurrency: 2,
    timeoutMS: 20_000,
  }),
);
const total = sample.reduce((sum, place) => sum + place.mutants, 0);
process.stdout.write(`${total} of ${mutants.length} mutants at ${sample.length} places, seed ${seed}\n`);
const { status } = spawnSync('npx', ['stryker', 'run', config], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
