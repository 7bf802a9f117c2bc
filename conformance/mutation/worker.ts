import { knownWeaknesses } from '../../src/campaign/known.ts';
import { makeProfile } from '../../src/changes/profiles.ts';
import { conformanceDevices } from '../../src/conformance/devices.ts';
import { ruleOf } from '../../src/conformance/rule.ts';
import { loadRules } from '../../src/conformance/rules.ts';
import { modelSubject } from '../../src/conformance/subject.ts';
import { type Job, jobsOf, vectorJobs } from '../../src/conformance/suite.ts';
import { loadVectors } from '../../src/conformance/vectors.ts';
import type { CaseResult } from '../../src/conformance/verdict.ts';
import { ModelExecutor } from '../../src/executor/model/model-executor.ts';
import { allCases } from '../cases/index.ts';
import type { Answer, Request } from './protocol.ts';
import { processSwitchboard } from './switchboard.ts';

const switchboard = processSwitchboard();

/** Devices per case that is run on each: the differences between them are few. */
const DEVICES_PER_CASE = 3;

const { library, devices } = conformanceDevices([], {});
const rules = loadRules();
const jobs = narrowed([
  ...jobsOf(
    allCases.filter(({ id }) => rules.has(ruleOf(id))),
    rules,
    devices,
  ),
  ...vectorJobs(loadVectors(rules), rules),
]);

function subject() {
  const made = makeProfile('linux-6.1');
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return modelSubject(new ModelExecutor(library, made.profile), made.profile, knownWeaknesses('linux-6.1'));
}

/** A few devices for each case, those that differ most: taken evenly from all it runs on. */
function narrowed(all: readonly Job[]): Job[] {
  const plain = subject();
  const byCase = new Map<string, Job[]>();
  for (const job of all) {
    if (job.run(plain).verdict === 'SKIP') continue;
    byCase.set(job.id, [...(byCase.get(job.id) ?? []), job]);
  }
  return [...byCase.values()].flatMap((ofCase) => {
    const step = Math.max(1, ofCase.length / DEVICES_PER_CASE);
    const picked = new Set<Job>();
    for (let i = 0; i < ofCase.length; i += step) picked.add(ofCase[Math.floor(i)] as Job);
    return [...picked];
  });
}

const holds = ({ verdict, containment }: CaseResult): boolean =>
  (verdict === 'PASS' || verdict === 'INFO') && containment !== 'broken';

function dry(): Answer {
  // Instrumented code holds on to the object: it is emptied, not replaced.
  switchboard.mutantCoverage ??= { static: {}, perTest: {} };
  const coverage = switchboard.mutantCoverage;
  coverage.perTest = {};
  const results = jobs.map((job, number) => {
    switchboard.currentTestId = String(number);
    const result = job.run(subject());
    return { job: number, id: job.id, device: result.device, holds: holds(result) };
  });
  switchboard.currentTestId = undefined;
  const { perTest, static: statics } = coverage;
  const hits: Record<string, number> = {};
  for (const reached of Object.values(perTest))
    for (const [id, count] of Object.entries(reached)) hits[id] = Math.max(hits[id] ?? 0, count);
  return {
    kind: 'dry',
    jobs: results.map((result) => ({ ...result, mutants: Object.keys(perTest[String(result.job)] ?? {}) })),
    statics: Object.keys(statics),
    hits,
  };
}

function mutant({ id, wanted, others, hitLimit }: Extract<Request, { kind: 'mutant' }>): Answer {
  const failed: [number, string][] = [];
  const changed = subject();
  switchboard.currentTestId = 'mutant';
  switchboard.activeMutant = id;
  const run = (number: number): boolean => {
    switchboard.hitCount = 0;
    switchboard.hitLimit = hitLimit;
    const result = (jobs[number] as Job).run(changed);
    if (holds(result)) return false;
    failed.push([number, `${result.verdict}: ${result.reason ?? `containment ${result.containment}`}`]);
    return true;
  };
  try {
    for (const number of wanted) run(number);
    if (failed.length === 0) others.some(run);
  } finally {
    switchboard.activeMutant = undefined;
    switchboard.hitLimit = undefined;
  }
  return { kind: 'mutant', failed };
}

process.on('message', (request: Request) => {
  process.send?.(request.kind === 'dry' ? dry() : mutant(request));
});
