import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/campaign/package-root.ts';
import { mutantText, type Prepared, withMutants } from './leader.ts';
import type { Mutant } from './mutants.ts';
import { sampled } from './sample-of.ts';

/*
 * `npm run mutants [-- SIZE [SEED [PART...]]]`: mutants of the core against every case, in processes of its own: a
 * sample of SIZE from the files whose name holds one of the PARTs. Faster than Stryker's runner, by which the figure
 * of record is made (`npm run mutants:sample`). Writes reports/mutants.json.
 */

/** Most jobs run for one mutant. */
const MAX_JOBS = 250;

const root = packageRoot();
const [size = '400', seed = '1', ...parts] = process.argv.slice(2);

type Outcome = { readonly by: string; readonly reason: string } | 'survived' | 'not reached' | 'timeout';

await withMutants(root, async ({ mutants, reaching, reachOf, caseOf, workers, try: run }: Prepared) => {
  const eligible = mutants.filter(
    ({ file }) => parts.length === 0 || parts.some((part) => file.includes(part)),
  );
  const queue = sampled(eligible, Number(size), seed).map(({ mutant }) => mutant);
  const outcomes: { mutant: Mutant; outcome: Outcome }[] = [];
  let next = 0;
  let said = Date.now();
  await Promise.all(
    workers.map(async (worker) => {
      for (let mutant = queue[next++]; mutant !== undefined; mutant = queue[next++]) {
        const jobs = [...(reaching.get(mutant.id) ?? [])].sort(
          (a, b) => (reachOf[a] ?? 0) - (reachOf[b] ?? 0),
        );
        let outcome: Outcome = 'not reached';
        if (jobs.length > 0) {
          const failed = await run(worker, mutant.id, [], jobs.slice(0, MAX_JOBS));
          const [first] = failed ?? [];
          if (failed === null) outcome = 'timeout';
          else outcome = first === undefined ? 'survived' : { by: caseOf[first[0]] ?? '', reason: first[1] };
        }
        outcomes.push({ mutant, outcome });
        if (Date.now() - said < 10_000) continue;
        said = Date.now();
        const alive = outcomes.filter(
          (one) => typeof one.outcome === 'string' && one.outcome !== 'timeout',
        ).length;
        process.stdout.write(`${outcomes.length} of ${queue.length} mutants, ${alive} alive\n`);
      }
    }),
  );
  const count = (wanted: (outcome: Outcome) => boolean): number =>
    outcomes.filter(({ outcome }) => wanted(outcome)).length;
  const killed = count((outcome) => typeof outcome === 'object' || outcome === 'timeout');
  const result = {
    mutants: queue.length,
    of: eligible.length,
    seed,
    killed,
    timeouts: count((outcome) => outcome === 'timeout'),
    survived: count((outcome) => outcome === 'survived'),
    notReached: count((outcome) => outcome === 'not reached'),
    score: killed / Math.max(1, queue.length),
    alive: outcomes
      .filter(({ outcome }) => outcome === 'survived' || outcome === 'not reached')
      .map(({ mutant, outcome }) => `${outcome}: ${mutantText(mutant)}`)
      .sort(),
  };
  mkdirSync(join(root, 'reports'), { recursive: true });
  writeFileSync(join(root, 'reports', 'mutants.json'), `${JSON.stringify(result, null, 1)}\n`);
  process.stdout.write(
    `${killed} of ${queue.length} mutants killed (${(100 * result.score).toFixed(1)} %), ${result.survived} survived, ` +
      `${result.notReached} not reached: reports/mutants.json\n`,
  );
});
