import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../campaign/package-root.ts';
import { allChanges } from '../changes/profiles.ts';
import type { Program } from '../program/program.ts';
import type { Rule } from './rule.ts';
import { SuiteError } from './suite-error.ts';
import { type Vector, type VectorFile, vectorFileSchema } from './vector-schema.ts';

/** Why a text is no vector file; `where` is a path such as `vectors[3].rule`. */
export interface VectorProblem {
  readonly where: string;
  readonly problem: string;
  readonly remedy: string;
}

/** Where the published schema is, as messages name it. */
const SCHEMA = 'conformance/vectors/vectors.schema.json';

const found = (where: string, problem: string, remedy: string): VectorProblem => ({ where, problem, remedy });

/** Reads a vector file. Returns the problem instead of throwing, since files come from anybody. */
export function parseVectors(
  json: string,
  rules: ReadonlyMap<string, Rule>,
): { file: VectorFile } | { problem: VectorProblem } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { problem: found('the whole file', 'this is not JSON', `see ${SCHEMA}`) };
  }
  const result = vectorFileSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    return { problem: found(pathText(issue?.path ?? []), issue?.message ?? 'does not fit', `see ${SCHEMA}`) };
  }
  const problem = problemOf(result.data, rules);
  return problem === null ? { file: result.data } : { problem };
}

/** What no schema can say. */
function problemOf({ vectors, count }: VectorFile, rules: ReadonlyMap<string, Rule>): VectorProblem | null {
  if (vectors.length !== count) {
    return found(
      'count',
      `it says ${count} and there are ${vectors.length} vectors`,
      'find the lost one or mend it',
    );
  }
  const seen = new Set<string>();
  for (const [index, vector] of vectors.entries()) {
    const where = `vectors[${index}]`;
    const { id, rule } = vector;
    if (!rules.has(rule))
      return found(`${where}.rule`, `there is no rule ${rule}`, 'see `pciback-rig list rules`');
    if (seen.has(id))
      return found(`${where}.id`, `${id} is there twice`, 'give each vector an id of its own');
    seen.add(id);
    const problem = setupProblem(vector) ?? changeProblem(vector) ?? expectationProblem(vector);
    if (problem !== null) return { ...problem, where: `${where}.${problem.where}` };
  }
  return null;
}

function setupProblem({ setup, steps }: Vector): VectorProblem | null {
  const { devices, guests } = setup;
  if (steps.length === 0) return found('steps', 'nothing is done', 'give it steps');
  const astray = devices.findIndex(({ guest = 0 }) => guest >= guests);
  if (astray < 0) return null;
  return found(`setup.devices[${astray}].guest`, `there are ${guests} guests`, 'raise setup.guests');
}

/** An alternative of a change that there is not would never be looked at. */
function changeProblem({ accept = {} }: Vector): VectorProblem | null {
  for (const key of Object.keys(accept)) {
    const unknown = key.split('+').find((id) => !allChanges.some((change) => change.id === id));
    if (unknown === undefined) continue;
    return found(`accept.${key}`, `there is no change '${unknown}'`, 'see `pciback-rig list hardenings`');
  }
  return null;
}

/** An expectation about what is not there would be met by nothing at all. */
function expectationProblem({ setup, steps, expect, accept = {} }: Vector): VectorProblem | null {
  const lists = Object.entries({ expect, ...accept }).map(([name, list]) => ({
    name: name === 'expect' ? name : `accept.${name}`,
    list,
  }));
  for (const { name, list } of lists) {
    for (const [index, seen] of list.entries()) {
      const limits = { action: steps.length, device: setup.devices.length, guest: setup.guests };
      for (const [key, limit] of Object.entries(limits)) {
        const number = (seen as Readonly<Record<string, unknown>>)[key] ?? 0;
        if (typeof number !== 'number' || number < limit) continue;
        return found(`${name}[${index}].${key}`, `there is no ${key} ${number}`, `${key}s count from 0`);
      }
    }
  }
  return null;
}

export const vectorsFolder = (): string => join(packageRoot(), 'conformance', 'vectors');

/** Files of shipped vectors, by name. */
export const vectorFiles = (folder: string = vectorsFolder()): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
    .sort();

/** The shipped vectors. @throws SuiteError when one is broken */
export function loadVectors(rules: ReadonlyMap<string, Rule>, folder: string = vectorsFolder()): Vector[] {
  const seen = new Set<string>();
  return vectorFiles(folder).flatMap((name) => {
    const parsed = parseVectors(readFileSync(join(folder, name), 'utf8'), rules);
    if ('problem' in parsed) {
      const { where, problem } = parsed.problem;
      throw new SuiteError(`${name}: ${where}: ${problem}`);
    }
    for (const { id } of parsed.file.vectors) {
      if (seen.has(id)) throw new SuiteError(`${name}: ${id} is there twice`);
      seen.add(id);
    }
    return parsed.file.vectors;
  });
}

/** The program of a vector. */
export const vectorProgram = ({ setup, steps }: Vector): Program => ({ setup, actions: steps }) as Program;

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'the whole file';
}
