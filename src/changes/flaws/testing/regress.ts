import { readdirSync, readFileSync } from 'node:fs';
import { type Noticed, noticedIn } from '../../../campaign/benign.ts';
import { regressFolder, regressLibrary } from '../../../campaign/regress.ts';
import type { Execution } from '../../../executor/execution.ts';
import type { ModelExecutor } from '../../../executor/model/model-executor.ts';
import { allViolations } from '../../../oracle/testing/all-violations.ts';
import type { Program } from '../../../program/program.ts';
import { type ProgramFile, parseProgram } from '../../../program/schema.ts';
import type { Change } from '../../change.ts';
import { executorOf } from '../../hardenings/testing/executor-of.ts';
import { makeProfile } from '../../profiles.ts';

const FOLDER = regressFolder();

const library = regressLibrary();

/** Text of a program file of `corpus/regress`, by its name without `.json`: an id, or `traps/<id>-1`. */
export const textOf = (name: string): string => readFileSync(`${FOLDER}/${name}.json`, 'utf8');

/** A program of `corpus/regress`. @throws Error when it is none */
export function regressProgram(name: string): ProgramFile {
  const parsed = parseProgram(textOf(name));
  if ('problem' in parsed) throw new Error(`${name}: ${parsed.problem.where}: ${parsed.problem.problem}`);
  return parsed.program;
}

/** Names of the false-positive traps of a flaw. */
export const trapsOf = (id: string): string[] =>
  readdirSync(`${FOLDER}/traps`)
    .filter((file) => file.startsWith(`${id}-`) && /^\d+\.json$/.test(file.slice(id.length + 1)))
    .map((file) => `traps/${file.replace(/\.json$/, '')}`)
    .sort();

const executors = new Map<string, ModelExecutor>();

/** An executor on a profile with flaws put back. */
export function executorWith(flaws: readonly Change[], profile = 'hardened'): ModelExecutor {
  const names = flaws.map(({ id }) => id);
  const key = [profile, ...names].join(' ');
  const made = makeProfile(profile);
  if ('problem' in made) throw new Error(`no profile ${profile}`);
  let executor = executors.get(key);
  if (executor === undefined) {
    executor = executorOf(library, [...made.profile.changes, ...flaws]);
    executors.set(key, executor);
  }
  return executor;
}

/** Fingerprints of the findings in a program on `hardened` with flaws put back, sorted. */
export function findingsWith(flaws: readonly Change[], program: Program): string[] {
  return allViolations(executorWith(flaws), program)
    .filter(({ hygiene }) => !hygiene)
    .map(({ fingerprint }) => fingerprint)
    .sort();
}

/** One run on `hardened` with flaws put back, for looking at; valid until the next. */
export function executeWith(flaws: readonly Change[], program: Program): Execution {
  return executorWith(flaws).run(program, 'full');
}

/** What a well-behaved guest's operator would notice on `hardened` with flaws put back. */
export const noticedWith = (flaws: readonly Change[], program: Program): Noticed =>
  noticedIn(executorWith(flaws), program);
