import { describe, expect, it } from 'vitest';
import { knownWeaknesses } from '../../src/campaign/known.ts';
import { makeProfile } from '../../src/changes/profiles.ts';
import { conformanceDevices } from '../../src/conformance/devices.ts';
import { loadRules } from '../../src/conformance/rules.ts';
import type { Subject } from '../../src/conformance/run-case.ts';
import { modelSubject } from '../../src/conformance/subject.ts';
import type { Job } from '../../src/conformance/suite.ts';
import type { CaseResult } from '../../src/conformance/verdict.ts';
import { ModelExecutor } from '../../src/executor/model/model-executor.ts';

export const { library, devices } = conformanceDevices([], {});
export const rules = loadRules();

/**
 * Linux 6.1 alone and a few devices per case, each case run by its own test: for mutation runs, which run the suites
 * hundreds of times and want to know which test reaches what.
 */
const quick = process.env.PCIBACK_RIG_SUITE === 'quick';
const QUICK_DEVICES = 3;

/** Verdicts that hold on each profile. */
const everywhere: Readonly<Record<string, readonly string[]>> = {
  'linux-6.1': ['PASS', 'INFO'],
  'linux-6.12': ['PASS', 'INFO', 'NON-STRICT'],
  hardened: ['PASS', 'INFO', 'NON-STRICT'],
};
const held = quick ? { 'linux-6.1': ['PASS', 'INFO'] } : everywhere;

function subjectOf(name: string): Subject {
  const made = makeProfile(name);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return modelSubject(new ModelExecutor(library, made.profile), made.profile, knownWeaknesses(name));
}

/** Anything that gives verdicts, on every profile. */
export function jobSuite(name: string, jobs: readonly Job[]): void {
  const byCase = new Map<string, Job[]>();
  for (const job of jobs) byCase.set(job.id, [...(byCase.get(job.id) ?? []), job]);
  describe.each(Object.entries(held))(`${name} on %s`, (profile, verdicts) => {
    const subject = subjectOf(profile);
    let all: Map<string, CaseResult[]> | undefined;
    it.each([...byCase])('%s', (id, ofCase) => {
      if (!quick) all ??= inOrder(jobs, subject);
      const results = all?.get(id) ?? fewOf(ofCase, subject);
      expect(results.length, 'devices it ran on').toBeGreaterThan(0);
      const wrong = results.filter(
        ({ verdict, containment }) => !verdicts.includes(verdict) || containment === 'broken',
      );
      expect(wrong.length, wrong.slice(0, 2).map(told).join('\n')).toBe(0);
      if (!quick) expect(deadDifferences(ofCase, results, subject), 'differences that are none').toEqual([]);
    });
  });
}

/** What a case says to differ by changes in force, when it differs by none of them on any device. */
function deadDifferences(
  [first]: readonly Job[],
  results: readonly CaseResult[],
  { changes }: Subject,
): readonly string[] {
  const inForce = (first?.differsBy ?? []).filter((key) =>
    key.split('+').every((change) => changes?.has(change)),
  );
  return inForce.some((key) => results.some(({ reason }) => reason === `differs by ${key}`)) ? [] : inForce;
}

/** Results of all jobs by case, run device by device: building a set-up costs more than running on it. */
function inOrder(jobs: readonly Job[], subject: Subject): Map<string, CaseResult[]> {
  const results = new Map<string, CaseResult[]>();
  for (const job of jobs) {
    const result = job.run(subject);
    if (result.verdict === 'SKIP') continue;
    const known = results.get(job.id);
    if (known === undefined) results.set(job.id, [result]);
    else known.push(result);
  }
  return results;
}

/** Results of a case on a few of the devices it suits. */
function fewOf(ofCase: readonly Job[], subject: Subject): CaseResult[] {
  const results: CaseResult[] = [];
  for (const job of spread(ofCase)) {
    if (results.length === QUICK_DEVICES) break;
    const result = job.run(subject);
    if (result.verdict !== 'SKIP') results.push(result);
  }
  return results;
}

/** The same list from its thirds in turn, so that the first few are different devices. */
function spread<T>(list: readonly T[]): T[] {
  const third = Math.ceil(list.length / 3);
  return Array.from({ length: third }, (_, i) => [list[i], list[i + third], list[i + 2 * third]])
    .flat()
    .filter((one) => one !== undefined);
}

/** A result as a failing test shows it. */
function told({ id, device, verdict, containment, reason, mismatches }: CaseResult): string {
  const lines = mismatches.map(
    ({ what, match, expected, observed }) =>
      `  ${what} (${match})\n    expected ${JSON.stringify(expected)}\n    observed ${JSON.stringify(observed)}`,
  );
  return [`${id} on ${device}: ${verdict} (${reason}), containment ${containment}`, ...lines].join('\n');
}
