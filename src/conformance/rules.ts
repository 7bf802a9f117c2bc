import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../campaign/package-root.ts';
import { areaOf, type Rule, ruleFileSchema } from './rule.ts';
import { SuiteError } from './suite-error.ts';

/** Where the rules are. */
export const rulesFolder = (): string => join(packageRoot(), 'conformance', 'rules');

/**
 * The rules of one file.
 * @param file its name, for messages
 * @throws SuiteError when it does not fit its schema, its count or its area
 */
export function parseRules(file: string, text: string): Rule[] {
  const parsed = ruleFileSchema.safeParse(parseJson(file, text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SuiteError(`${file}: ${issue?.path.map(String).join('.')}: ${issue?.message}`);
  }
  const { area, count, rules } = parsed.data;
  if (rules.length !== count) throw new SuiteError(`${file}: says ${count} rules and holds ${rules.length}`);
  const foreign = rules.find(({ id }) => areaOf(id) !== area);
  if (foreign !== undefined) throw new SuiteError(`${file}: ${foreign.id} does not belong to area ${area}`);
  return rules;
}

/** Every rule, by id, in the order of the files. @throws SuiteError */
export function loadRules(folder: string = rulesFolder()): Map<string, Rule> {
  const rules = new Map<string, Rule>();
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  for (const file of files.sort()) {
    for (const rule of parseRules(file, readFileSync(join(folder, file), 'utf8'))) {
      if (rules.has(rule.id)) throw new SuiteError(`${file}: ${rule.id} is there twice`);
      rules.set(rule.id, rule);
    }
  }
  return rules;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SuiteError(`${file}: this is not JSON`);
  }
}
