import type { Case } from './case.ts';
import type { DeviceFacts } from './device-facts.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { areaOf, type Rule, ruleOf } from './rule.ts';
import { runCase, runTrial, type Subject, type Trial, trialOf } from './run-case.ts';
import { SuiteError } from './suite-error.ts';
import { vectorExpectations } from './vector-observations.ts';
import type { Vector } from './vector-schema.ts';
import { vectorProgram } from './vectors.ts';
import type { CaseResult } from './verdict.ts';

/** Anything that gives a verdict on a subject: a case on a device, a vector, a client case on the frontend. */
export interface Job {
  readonly id: string;
  readonly title: string;
  readonly rule: Rule;
  /** Changes that it says make a difference, several of them joined by `+`. */
  readonly differsBy: readonly string[];
  run(subject: Subject): CaseResult;
  /** What a person wants to see when it failed; null: there is nothing to show. */
  evidence(subject: Subject): Evidence | null;
}

/** Rules by id. */
export type Rules = ReadonlyMap<string, Rule>;

/** @throws SuiteError for a case twice, a case of an unknown or untestable rule, a testable rule without a case */
export function checkSuite(rules: Rules, ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (!/^[A-Z]+-\d{2,3}\/[1-9]\d*$/.test(id)) throw new SuiteError(`'${id}' is no case id (CONF-19/1)`);
    if (seen.has(id)) throw new SuiteError(`case ${id} is there twice`);
    seen.add(id);
    const rule = rules.get(ruleOf(id));
    if (rule === undefined) throw new SuiteError(`case ${id} belongs to no rule`);
    if (rule.untestable !== undefined) throw new SuiteError(`case ${id}: the rule is said to be untestable`);
  }
  const covered = new Set([...seen].map(ruleOf));
  const bare = [...rules.values()].filter(
    ({ id, untestable }) => untestable === undefined && !covered.has(id),
  );
  if (bare.length > 0) throw new SuiteError(`rules without a case: ${bare.map(({ id }) => id).join(' ')}`);
}

/** @throws SuiteError for a difference that is put down to a change there is not */
export function checkDifferences(
  cases: readonly Pick<Case, 'id' | 'accept'>[],
  changes: ReadonlySet<string>,
): void {
  for (const { id, accept = {} } of cases) {
    for (const key of Object.keys(accept)) {
      const unknown = key.split('+').find((change) => !changes.has(change));
      if (unknown !== undefined)
        throw new SuiteError(`case ${id} differs by '${unknown}', and there is no such change`);
    }
  }
}

/**
 * What there is to run: cases that depend on registers on every device, the others on the first that suits.
 * Jobs of one device come together, so that set-ups are built once.
 */
export function jobsOf(cases: readonly Case[], rules: Rules, devices: readonly DeviceFacts[]): Job[] {
  const jobs: Job[] = [];
  for (const device of devices) {
    for (const one of cases) if (one.on === 'each') jobs.push(caseJob(one, rules, device));
  }
  for (const one of cases) {
    if (one.on === 'each') continue;
    const suited = devices.find((device) => (one.needs?.(device) ?? null) === null);
    jobs.push(suited === undefined ? unsuited(one, rules) : caseJob(one, rules, suited));
  }
  return jobs;
}

/** Vectors name their devices themselves. */
export function vectorJobs(vectors: readonly Vector[], rules: Rules): Job[] {
  return vectors.map((vector) => {
    const { id, rule, comment, setup, expect, accept = {} } = vector;
    const trial: Trial = {
      id,
      title: comment,
      rule: known(rules, rule),
      device: setup.devices[0]?.name ?? 'no device',
      program: vectorProgram(vector),
      expectations: vectorExpectations(expect),
      accept: Object.fromEntries(
        Object.entries(accept).map(([change, list]) => [change, () => vectorExpectations(list)]),
      ),
      info: false,
    };
    return {
      id,
      title: comment,
      rule: trial.rule,
      differsBy: Object.keys(accept),
      run: (subject) => {
        try {
          return runTrial(trial, subject);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          return { ...silent(id, trial.rule), device: trial.device, verdict: 'ERROR', reason };
        }
      },
      evidence: (subject) => evidenceOf(trial.program, subject),
    };
  });
}

const known = (rules: Rules, id: string): Rule => rules.get(ruleOf(id)) as Rule;

function caseJob(one: Case, rules: Rules, device: DeviceFacts): Job {
  const rule = known(rules, one.id);
  return {
    id: one.id,
    title: one.title,
    rule,
    differsBy: Object.keys(one.accept ?? {}),
    run: (subject) => runCase(one, rule, device, subject),
    evidence: (subject) => evidenceOf(trialOf(one, rule, device).program, subject),
  };
}

function unsuited(one: Case, rules: Rules): Job {
  const rule = known(rules, one.id);
  const result: CaseResult = {
    ...silent(one.id, rule),
    verdict: 'SKIP',
    reason: 'none of the devices given has what the case needs',
  };
  return { id: one.id, title: one.title, rule, differsBy: [], run: () => result, evidence: () => null };
}

const silent = (id: string, rule: Rule): Omit<CaseResult, 'verdict' | 'reason'> => ({
  id,
  rule: rule.id,
  level: rule.level,
  containment: 'unknown',
  device: null,
  mismatches: [],
});

/** Something that globs choose from. */
interface Choosable {
  readonly id: string;
  /** Rule it belongs to, when its id does not say so. */
  readonly rule?: string;
}

/** Those whose id, rule or area fits one of the globs (`CONF-*`, `CONF-19/2`, `HDR`); all without globs. */
export function selected<T extends Choosable>(list: readonly T[], globs: readonly string[]): T[] {
  const patterns = globs.map(
    (glob) =>
      new RegExp(
        `^${glob
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      ),
  );
  const fits = ({ id, rule = ruleOf(id) }: T): boolean =>
    patterns.some((pattern) => [id, rule, areaOf(rule)].some((name) => pattern.test(name)));
  return globs.length === 0 ? [...list] : list.filter(fits);
}
