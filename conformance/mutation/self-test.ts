import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/campaign/package-root.ts';
import { failedByChanges, failedByDefects } from './changed.ts';
import { mutantText, type Prepared, withMutants } from './leader.ts';
import type { Mutant } from './mutants.ts';

/*
 * `npm run self-test`: for every case, vector and client case something that makes it FAIL: a mutant of the core, for
 * those that none makes fail a flaw or a hardening; for client cases a frontend with a defect. Goes case by case, to the
 * mutants that few cases reach first. Writes reports/self-test.json, from which a later run goes on, and the table
 * reports/self-test.md.
 */

/** Mutants tried for one case in the first round; in the second, all. */
const MAX_TRIES = 60;
/** Other cases without a mutant that are run along with it. */
const MAX_ALONG = 40;
/** Part of the executor that some rules are about: parameters and files of the host. */
const FURTHER = ['src/executor/model/host-files.ts'];

const root = packageRoot();
const file = join(root, 'reports', 'self-test.json');
/** What made each case fail; null: nothing yet. */
const killer = earlier();

await withMutants(
  root,
  async (prepared: Prepared) => {
    const { mutants, caseOf } = prepared;
    const texts = new Set(mutants.map(mutantText));
    for (const id of new Set(caseOf)) {
      const text = killer.get(id);
      if (text === undefined || (text !== null && isMutant(text) && !texts.has(text))) killer.set(id, null);
    }
    for (const limit of [MAX_TRIES, Number.POSITIVE_INFINITY]) await round(prepared, limit);
  },
  FURTHER,
);
say('changes of the profiles');
for (const [id, change] of failedByChanges(new Set(left()))) killer.set(id, change);
say('frontends with a defect');
for (const [id, defect] of failedByDefects()) killer.set(id, defect);
save();
const never = left();
process.stdout.write(
  `${killer.size - never.length} of ${killer.size} cases have been made to fail: reports/self-test.md\n`,
);
if (never.length > 0) process.stdout.write(`never: ${never.join(' ')}\n`);
process.exitCode = never.length > 0 ? 1 : 0;

/** Every case that has not failed yet is held against mutants that it reaches, the rarest first. */
async function round(prepared: Prepared, limit: number): Promise<void> {
  const { mutants, reaching, caseOf, workers, try: run } = prepared;
  const byCase = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    for (const id of new Set((reaching.get(mutant.id) ?? []).map((job) => caseOf[job] ?? '')))
      byCase.set(id, [...(byCase.get(id) ?? []), mutant]);
  }
  const rarity = (mutant: Mutant): number => reaching.get(mutant.id)?.length ?? 0;
  const tried = new Map<string, Set<string>>();
  const queue = left();
  let next = 0;
  let said = Date.now();
  const shake = async (id: string, worker: (typeof workers)[number]): Promise<void> => {
    const mine = tried.get(id) ?? new Set();
    tried.set(id, mine);
    const candidates = [...(byCase.get(id) ?? [])].sort((a, b) => rarity(a) - rarity(b));
    for (const mutant of candidates.slice(0, limit)) {
      if (killer.get(id) !== null) return;
      if (mine.has(mutant.id)) continue;
      const jobs = firstOfEach(reaching.get(mutant.id) ?? [], caseOf).filter((job) => {
        const other = caseOf[job] ?? '';
        return killer.get(other) === null && !tried.get(other)?.has(mutant.id);
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
          if (killer.get(other) === null) killer.set(other, mutantText(mutant));
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
        say(`${next} of ${queue.length} cases looked at`);
      }
    }),
  );
}

function left(): string[] {
  return [...killer].flatMap(([id, by]) => (by === null ? [id] : []));
}

function say(what: string): void {
  process.stdout.write(`${what}; ${killer.size - left().length} of ${killer.size} have been made to fail\n`);
}

function save(): void {
  mkdirSync(join(root, 'reports'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(killer), null, 1)}\n`);
  const rows = [...killer].map(([id, by]) => `| ${id} | ${(by ?? 'nothing yet').replaceAll('|', '\\|')} |`);
  writeFileSync(
    join(root, 'reports', 'self-test.md'),
    `# What has made each case fail\n\n| case | change |\n| --- | --- |\n${rows.join('\n')}\n`,
  );
}

/** What an earlier run found. */
function earlier(): Map<string, string | null> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string | null>));
  } catch {
    return new Map();
  }
}

/** `src/host/lock.ts:30:5 ...`, as opposed to `flaw ...` */
function isMutant(text: string): boolean {
  return text.startsWith('src/');
}

function firstOfEach(jobs: readonly number[], caseOf: readonly string[]): number[] {
  const seen = new Set<string>();
  return jobs.filter((job) => {
    const id = caseOf[job] ?? '';
    return !seen.has(id) && seen.add(id);
  });
}
