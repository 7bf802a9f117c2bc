import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Check } from './checks.ts';
import { buildTree, compiled, putInto } from './tree.ts';

/** A row of `regress` that is not silent although no bug was put back. */
export interface RedRow {
  /** Id of the past bug whose attack it is. */
  readonly id: string;
  readonly fingerprints: readonly string[];
}

/** What the removal of one check led to. */
export interface Removal {
  readonly check: Check;
  readonly red: readonly RedRow[];
  /** Rows that the check names and that stayed silent. */
  readonly missed: readonly string[];
}

/** Copies in use at a time. */
const JOBS = 2;
/** A removal with which the attacks take longer goes round in circles (milliseconds). */
const TIMEOUT_MS = 60_000;

/** The text of `file` without a check. @throws Error when the check is not there exactly once */
export function withoutCheck({ id, file, text, becomes }: Check, source: string): string {
  const found = source.split(text).length - 1;
  if (found !== 1) throw new Error(`${id}: the text of the check is ${found} times in ${file}, not once`);
  return source.replace(text, () => becomes);
}

/**
 * Removes one check after the other from copies of the package and runs every attack of `corpus/regress` on each.
 * @param onRemoval called for each, in the order of `checks`, when all before it are done
 * @throws Error when an attack is not silent with nothing removed, or a check is not found
 */
export async function removeChecks(
  root: string,
  checks: readonly Check[],
  onRemoval: (removal: Removal) => void = () => {},
): Promise<Removal[]> {
  const before = new Map(checks.map(({ file }) => [file, readFileSync(join(root, file), 'utf8')]));
  const after = checks.map((check) =>
    compiled(check.file, withoutCheck(check, before.get(check.file) as string)),
  );
  const scratch = mkdtempSync(join(tmpdir(), 'pciback-rig-removed-'));
  try {
    const folders = Array.from({ length: Math.min(JOBS, checks.length) }, (_, i) => join(scratch, String(i)));
    const [original = scratch, ...copies] = folders;
    buildTree(root, original);
    for (const folder of copies) cpSync(original, folder, { recursive: true, verbatimSymlinks: true });
    const [first] = await attack(original, 'nothing');
    if (first !== undefined) throw new Error(`${first.id} is not silent with nothing removed`);
    const done: Removal[] = [];
    let next = 0;
    let told = 0;
    const work = async (folder: string): Promise<void> => {
      for (let at = next++; at < checks.length; at = next++) {
        const check = checks[at] as Check;
        putInto(folder, check.file, after[at] as string);
        const red = await attack(folder, check.id);
        putInto(folder, check.file, compiled(check.file, before.get(check.file) as string));
        const rows = new Set(red.map(({ id }) => id));
        done[at] = { check, red, missed: check.rows.filter((id) => !rows.has(id)) };
        for (let ready = done[told]; ready !== undefined; ready = done[++told]) onRemoval(ready);
      }
    };
    await Promise.all(folders.map(work));
    return done;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function attack(folder: string, removed: string): Promise<RedRow[]> {
  const worker = join(folder, 'conformance', 'removed-checks', 'worker.js');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [worker], { timeout: TIMEOUT_MS });
    return JSON.parse(stdout) as RedRow[];
  } catch (cause) {
    const { killed } = cause as { killed?: boolean };
    throw new Error(
      killed
        ? `with ${removed} removed the attacks do not end in ${TIMEOUT_MS / 1000} s`
        : `with ${removed} removed the attacks cannot be run: ${String((cause as Error).message)
            .split('\n')
            .slice(1, 8)
            .join(' ')}`,
      { cause },
    );
  }
}
