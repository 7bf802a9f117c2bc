import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/campaign/package-root.ts';
import { mutantText, type Prepared, withMutants } from './leader.ts';
import type { Mutant } from './mutants.ts';

/*
 * `npm run self-test`: for every case a mutant of the core that makes it FAIL. Goes case by case, to the mutants that
 * few cases reach first. Writes reports/self-test.json, from which a later run goes on, and the table reports/self-test.md.
 */

/** Mutants tried for one case. */
const MAX_TRIES = 60;
/** Other cases without a mutant that are run along with it. */
const MAX_ALONG = 40;

const root = packageRoot();
const file = join(root, 'reports', 'self-test.json');

await withMutants(root, async ({ mutants, reaching, caseOf, workers, try: run }: Prepared) => {
  const cases = [...new Set(caseOf)];
  const texts = new Map(mutants.map((mutant) => [mutantText(mutant), mutant]));
  const killer = earlier(cases, texts);
  const byCase = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    for (const id of new Set((reaching.get(mutant.id) ?? []).map((job) => caseOf[job] ?? ''))) {
      const ofCase = byCase.get(id);
      if (ofCase === undefined) byCase.set(id, [mutant]);
      else ofCase.push(mutant);
    }
  }
  const rarity = (mutant: Mutant): number => reaching.get(mutant.id)?.length ?? 0;
  const tried = new Map<string, Set<string>>();
  const queue = cases.filter((id) => !killer.has(id));
  let next = 0;
  let said = Date.now();
  const save = (): void => {
    mkdirSync(join(root, 'reports'), { recursive: true });
    const table = Object.fromEntries(cases.map((id) => [id, killer.get(id) ?? null]));
    writeFileSync(file, `${JSON.stringify(table, null, 1)}\n`);
    const rows = cases.map((id) => `| ${id} | ${(killer.get(id) ?? 'none found').replaceAll('|', '\\|')} |`);
    writeFileSync(
      join(root, 'reports', 'self-test.md'),
      `# What has made each case fail\n\n| case | change |\n| --- | --- |\n${rows.join('\n')}\n`,
    );
  };
  const shake = async (id: string, worker: (typeof workers)[number]): Promise<void> => {
    const mine = tried.get(id) ?? new Set();
    tried.set(id, mine);
    const candidates = [...(byCase.get(id) ?? [])].sort((a, b) => rarity(a) - rarity(b));
    for (const mutant of candidates.slice(0, MAX_TRIES)) {
      if (killer.has(id)) return;
      if (mine.has(mutant.id)) continue;
      const jobs = firstOfEach(reaching.get(mutant.id) ?? [], caseOf).filter((job) => {
        const other = caseOf[job] ?? '';
        return !killer.has(other) && !tried.get(other)?.has(mutant.id);
      });
      const own = jobs.filter((job) => caseOf[job] === id);
      const wanted = [...own, ...jobs.filter((job) => caseOf[job] !== id).slice(0, MAX_ALONG)];
      for (const job of wanted) {
        const other = caseOf[job] ?? '';
        tried.set(other, (tried.get(other) ?? new Set()).add(mutant.id));
      }
      for (const [job, reason] of (await run(worker, mutant.id, wanted, [])) ?? []) {
        const other = caseOf[job] ?? '';
        if (reason.startsWith('FAIL') || reason.startsWith('CRASH'))
          if (!killer.has(other)) killer.set(other, mutantText(mutant));
      }
    }
  };
  await Promise.all(
    workers.map(async (worker) => {
      for (let id = queue[next++]; id !== undefined; id = queue[next++]) {
        await shake(id, worker);
        if (Date.now() - said < 10_000) continue;
        said = Date.now();
        save();
        process.stdout.write(
          `${next} of ${queue.length} cases looked at, ${killer.size} of ${cases.length} have failed\n`,
        );
      }
    }),
  );
  save();
  const never = cases.filter((id) => !killer.has(id));
  process.stdout.write(
    `${killer.size} of ${cases.length} cases have failed by some mutant: reports/self-test.md\n`,
  );
  if (never.length > 0) process.stdout.write(`never: ${never.join(' ')}\n`);
  process.exitCode = never.length > 0 ? 1 : 0;
});

/** Mutants found by an earlier run, where case and mutant still exist. */
function earlier(cases: readonly string[], mutants: ReadonlyMap<string, Mutant>): Map<string, string> {
  let table: Record<string, string | null> = {};
  try {
    table = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // There was none.
  }
  return new Map(
    cases.flatMap((id) => {
      const text = table[id];
      return typeof text === 'string' && mutants.has(text) ? [[id, text] as const] : [];
    }),
  );
}

function firstOfEach(jobs: readonly number[], caseOf: readonly string[]): number[] {
  const seen = new Set<string>();
  return jobs.filter((job) => {
    const id = caseOf[job] ?? '';
    return !seen.has(id) && seen.add(id);
  });
}
