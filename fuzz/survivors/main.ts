import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mutantText } from '../../conformance/mutation/leader.ts';
import { instrument } from '../../conformance/mutation/mutants.ts';
import { buildTree } from '../../conformance/mutation/tree.ts';
import { packageRoot } from '../../src/campaign/package-root.ts';
import type { Compared, Recorded } from './protocol.ts';
import { aliveIn, type Fuzzed, summaryOf } from './report.ts';

/*
 * `npm run mutants:fuzz [-- RUNS [SEED]]`: mutants of the sample that no case of the conformance suites kills
 * (reports/mutation/mutation.json, of `npm run mutants:sample`; time-outs are tried again), run on the programs that a
 * campaign of RUNS executions keeps, each on those that come by it. A mutant is killed when an oracle sees what it does
 * not see in the unchanged core, or when an execution is not the same as the unchanged core's. Writes
 * reports/mutation/fuzzed.json.
 */

/** A mutant whose programs take so many times the time of the unchanged core's goes round in circles. */
const PATIENCE = 10;

/** How V8 ends when memory does. */
const ABORTS: readonly unknown[] = ['SIGTRAP', 'SIGABRT'];

const run = promisify(execFile);
const root = packageRoot();
const [runs = '20000', seed = '1'] = process.argv.slice(2);
const sample = join(root, 'reports', 'mutation', 'mutation.json');
if (!existsSync(sample)) {
  process.stderr.write(`${sample}: there is no such file: run \`npm run mutants:sample\` first\n`);
  process.exit(2);
}
const { mutants, files } = await instrument(root);
const { alive, killed, missing } = aliveIn(JSON.parse(readFileSync(sample, 'utf8')), mutants);
if (missing.length > 0) {
  process.stderr.write(
    `${sample}: made of other sources (${missing[0]}): run \`npm run mutants:sample\` again\n`,
  );
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'pciback-rig-survivors-'));
try {
  const workerOf = (tree: string): string => join(folder, tree, 'dist', 'fuzz', 'survivors', 'worker.js');
  buildTree(root, join(folder, 'counting'), files, true);
  buildTree(root, join(folder, 'plain'), files, false);
  const worker = workerOf('plain');
  const recorded = join(folder, 'recorded.json');
  const ids = alive.map(({ id }) => id).join(',');
  await run(process.execPath, [workerOf('counting'), 'record', recorded, runs, seed, ids], {
    maxBuffer: 1 << 26,
  });
  const { programs, series } = JSON.parse(readFileSync(recorded, 'utf8')) as Recorded;
  process.stdout.write(
    `${alive.length} mutants left by ${killed + alive.length}; each on ${programs.length} programs and ${series.length} targets\n`,
  );
  const started = performance.now();
  const unchanged = await tryMutant(worker, recorded, '', 0);
  if (unchanged.by !== null)
    throw new Error(`the unchanged core differs from itself: ${JSON.stringify(unchanged)}`);
  const timeout = Math.ceil(PATIENCE * (performance.now() - started));
  const fuzzed: Fuzzed[] = [];
  const queue = [...alive];
  const job = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const outcome = await tryMutant(worker, recorded, mutant.id, timeout);
      fuzzed.push({ mutant: mutantText(mutant), ...outcome });
      process.stdout.write(
        `${fuzzed.length}/${alive.length} ${outcome.by ?? 'alive'}: ${mutantText(mutant)}\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, job));
  const summary = summaryOf(killed, fuzzed);
  writeFileSync(
    join(root, 'reports', 'mutation', 'fuzzed.json'),
    `${JSON.stringify({ runs: Number(runs), seed, programs: programs.length, targets: series.length, ...summary, fuzzed }, null, 1)}\n`,
  );
  process.stdout.write(
    `${killed} killed by the suites, ${summary.byOracle} more by an oracle, ${summary.byComparison} more by comparison: ` +
      `${summary.killed} of ${summary.mutants} (${(100 * summary.score).toFixed(1)} %)\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param timeout in milliseconds; 0: none */
async function tryMutant(
  worker: string,
  recorded: string,
  id: string,
  timeout: number,
): Promise<Omit<Fuzzed, 'mutant'>> {
  try {
    const { stdout } = await run(process.execPath, [worker, 'compare', recorded], {
      env: { ...process.env, __STRYKER_ACTIVE_MUTANT__: id },
      timeout,
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 26,
    });
    const { differs, runs: done, violation } = JSON.parse(stdout) as Compared;
    if (violation !== null) return { by: 'oracle', runs: done, where: violation };
    return { by: differs === null ? null : 'comparison', runs: done, where: differs };
  } catch (error) {
    // A core that does not load, does not end or breaks the rig itself is noticed by whoever runs it.
    const { code, killed, signal } = error as { code?: unknown; killed?: unknown; signal?: unknown };
    if (typeof code !== 'number' && killed !== true && !ABORTS.includes(signal)) throw error;
    return {
      by: 'comparison',
      runs: 0,
      where: { end: String((error as Error).message).split('\n')[0] ?? '' },
    };
  }
}
