import { Baseline } from '../../src/campaign/baseline.ts';
import { allChanges, combine } from '../../src/changes/profiles.ts';
import { linuxGuest } from '../../src/conformance/client/guest-side.ts';
import { runClientCase } from '../../src/conformance/client/run-client-case.ts';
import { conformanceDevices } from '../../src/conformance/devices.ts';
import { type Rule, ruleOf } from '../../src/conformance/rule.ts';
import { loadRules } from '../../src/conformance/rules.ts';
import { modelSubject } from '../../src/conformance/subject.ts';
import { jobsOf, vectorJobs } from '../../src/conformance/suite.ts';
import { loadVectors } from '../../src/conformance/vectors.ts';
import { ModelExecutor } from '../../src/executor/model/model-executor.ts';
import { changeCases } from '../cases/fe/changes.ts';
import { feClientCases } from '../cases/fe/index.ts';
import { allCases } from '../cases/index.ts';
import { defects } from '../defects/index.ts';

/** Cases among `ids` that fail with one change of the profiles in force and nobody told of it, with that change. */
export function failedByChanges(ids: ReadonlySet<string>): Map<string, string> {
  const failed = new Map<string, string>();
  if (ids.size === 0) return failed;
  const { library, devices } = conformanceDevices([], {});
  const rules = loadRules();
  const all = [...jobsOf(allCases, rules, devices), ...vectorJobs(loadVectors(rules), rules)];
  const jobs = all.filter(({ id }) => ids.has(id));
  for (const change of allChanges) {
    const made = combine(change.id, [change]);
    if ('problem' in made) continue;
    const { profile } = made;
    const subject = modelSubject(
      new ModelExecutor(library, profile),
      { ...profile, changes: [] },
      new Baseline(),
    );
    for (const job of jobs) {
      if (failed.has(job.id)) continue;
      const { verdict } = job.run(subject);
      if (verdict === 'FAIL' || verdict === 'CRASH') failed.set(job.id, `${change.kind} ${change.id}`);
    }
  }
  return failed;
}

/** Client cases that fail for a frontend with a defect, with the first such defect. */
export function failedByDefects(): Map<string, string | null> {
  const rules = loadRules();
  const failed = new Map<string, string | null>();
  for (const one of [...feClientCases, ...changeCases]) {
    const by = defects.find(
      ({ guest }) =>
        runClientCase(one, rules.get(ruleOf(one.id)) as Rule, { ...linuxGuest, ...guest }).verdict === 'FAIL',
    );
    failed.set(one.id, by === undefined ? null : `frontend: ${by.what}`);
  }
  return failed;
}
