import { allChanges } from '../changes/profiles.ts';
import type { Case } from '../conformance/case.ts';
import type { ClientCase } from '../conformance/client/client-case.ts';
import { clientJobs } from '../conformance/client/run-client-case.ts';
import type { DeviceFacts } from '../conformance/device-facts.ts';
import { levels, ruleOf } from '../conformance/rule.ts';
import { loadRules } from '../conformance/rules.ts';
import {
  checkDifferences,
  checkSuite,
  type Job,
  jobsOf,
  type Rules,
  selected,
  vectorJobs,
} from '../conformance/suite.ts';
import type { Vector } from '../conformance/vector-schema.ts';
import { loadVectors } from '../conformance/vectors.ts';
import { oneOf } from './choices.ts';
import { UsageError } from './errors.ts';

/** What `conform` can run. */
export interface Suite {
  readonly rules: Rules;
  readonly cases: readonly Case[];
  /** Of the frontend, against a scripted backend. */
  readonly clients: readonly ClientCase[];
  readonly vectors: readonly Vector[];
}

/** The suite of the package, whole. @throws SuiteError when it is broken: such a suite gives no verdicts */
export async function loadSuite(): Promise<Suite> {
  // Only where they are asked for: there are a great many.
  const [{ allCases: cases }, { feClientCases }, { changeCases }] = await Promise.all([
    import('../../conformance/cases/index.ts'),
    import('../../conformance/cases/fe/index.ts'),
    import('../../conformance/cases/fe/changes.ts'),
  ]);
  const rules = loadRules();
  const clients = [...feClientCases, ...changeCases];
  checkSuite(
    rules,
    [...cases, ...clients].map(({ id }) => id),
  );
  checkDifferences(cases, new Set(allChanges.map(({ id }) => id)));
  return { rules, cases, clients, vectors: loadVectors(rules) };
}

/** Cases and vectors whose id, rule or area fits one of the globs, and whose rule is of that level. @throws UsageError */
export function chosenOf(suite: Suite, globs: readonly string[], level: string | undefined): Suite {
  const { rules } = suite;
  if (level !== undefined) oneOf('--level', 'level', level, levels, 'pciback-rig conform --help');
  for (const glob of globs) {
    if (sizeOf(narrowed(suite, (list) => selected(list, [glob]))) > 0) continue;
    const why = rules.get(glob)?.untestable;
    throw new UsageError(
      'conform',
      why === undefined ? `no case, vector, rule or area fits '${glob}'` : `${glob} has no case (${why})`,
      'see `pciback-rig list rules`',
    );
  }
  const ofLevel = ({ id, rule = ruleOf(id) }: Choosable): boolean =>
    level === undefined || rules.get(rule)?.level === level;
  const chosen = narrowed(suite, (list) => selected(list, globs).filter(ofLevel));
  if (sizeOf(chosen) > 0) return chosen;
  throw new UsageError('--level', `nothing that was chosen is of level ${level}`, 'leave it out');
}

/** A case or vector, as far as choosing goes. */
interface Choosable {
  readonly id: string;
  /** Of a vector, whose id does not say it. */
  readonly rule?: string;
}

type Narrow = <T extends Choosable>(list: readonly T[]) => readonly T[];

const narrowed = ({ rules, cases, clients, vectors }: Suite, narrow: Narrow): Suite => ({
  rules,
  cases: narrow(cases),
  clients: narrow(clients),
  vectors: narrow(vectors),
});

const sizeOf = ({ cases, clients, vectors }: Suite): number => cases.length + clients.length + vectors.length;

/** What there is to run, on these devices; vectors name theirs themselves. */
export const suiteJobs = (
  { rules, cases, clients, vectors }: Suite,
  devices: readonly DeviceFacts[],
): Job[] => [...jobsOf(cases, rules, devices), ...clientJobs(clients, rules), ...vectorJobs(vectors, rules)];
