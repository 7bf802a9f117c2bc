import { isDeepStrictEqual } from 'node:util';
import { type Rule, ruleOf } from '../rule.ts';
import type { Subject } from '../run-case.ts';
import type { Job, Rules } from '../suite.ts';
import { SuiteError } from '../suite-error.ts';
import type { CaseResult, Mismatch, Verdict } from '../verdict.ts';
import type { ClientCase } from './client-case.ts';
import type { ClientSeen } from './client-seen.ts';
import { type GuestSide, linuxGuest } from './guest-side.ts';
import { runScript } from './run-script.ts';

/** Plays one case. No host is there that could be harmed, so nothing is said of containment. */
export function runClientCase(one: ClientCase, rule: Rule, guest: GuestSide = linuxGuest): CaseResult {
  if (one.expect.length === 0) return told(one, rule, 'ERROR', 'the case expects nothing');
  try {
    const mismatches = differences(one, runScript(one, guest));
    const [first] = mismatches;
    if (first === undefined) return told(one, rule, 'PASS', null);
    return told(one, rule, 'FAIL', `${first.what} differs`, mismatches);
  } catch (error) {
    return told(one, rule, 'ERROR', error instanceof Error ? error.message : String(error));
  }
}

/** The frontend is the same whatever backend profile the suite runs with. @throws SuiteError for an unknown rule */
export function clientJobs(cases: readonly ClientCase[], rules: Rules): Job[] {
  return cases.map((one) => {
    const rule = rules.get(ruleOf(one.id));
    if (rule === undefined) throw new SuiteError(`case ${one.id} belongs to no rule`);
    return {
      id: one.id,
      title: one.title,
      rule,
      differsBy: [],
      run: (subject) => skipped(one, rule, subject) ?? runClientCase(one, rule),
      evidence: () => ({ steps: { kind: 'script', script: one }, pages: [], hardware: [] }),
    };
  });
}

function skipped(one: ClientCase, rule: Rule, { executor, supplies }: Subject): CaseResult | null {
  if (!supplies.has(rule.part)) return null;
  return told(one, rule, 'SKIP', `executor ${executor.name} supplies the ${rule.part} itself`);
}

function differences({ expect }: ClientCase, seen: ClientSeen): Mismatch[] {
  return expect.flatMap(({ what, expected, observe }) => {
    const observed = observe(seen);
    return isDeepStrictEqual(observed, expected)
      ? []
      : [{ what, match: 'equal' as const, expected, observed }];
  });
}

const told = (
  { id }: ClientCase,
  rule: Rule,
  verdict: Verdict,
  reason: string | null,
  mismatches: readonly Mismatch[] = [],
): CaseResult => ({
  id,
  rule: rule.id,
  level: rule.level,
  verdict,
  containment: 'unknown',
  device: null,
  reason,
  mismatches,
});
