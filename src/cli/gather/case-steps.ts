import { conformanceDevices } from '../../conformance/devices.ts';
import { modelSubject } from '../../conformance/subject.ts';
import type { Job } from '../../conformance/suite.ts';
import { ModelExecutor } from '../../executor/model/model-executor.ts';
import { stepsText } from '../../report/case-text.ts';
import type { StepsOf } from '../../report/gather/conformance.ts';
import { chooseBaseline } from '../campaign-options.ts';
import { chooseProfile, DEFAULT_PROFILE } from '../choices.ts';
import { loadSuite, suiteJobs } from '../conform-suite.ts';

/**
 * What the suite's cases do, for those who have only their results: steps do not depend on the profile. Null for
 * cases of another version and for devices that are not shipped.
 */
export async function suiteSteps(): Promise<StepsOf> {
  const { library, devices } = conformanceDevices([], {});
  const suite = await loadSuite();
  const byDevice = new Map<string | null, ReadonlyMap<string, Job>>();
  const jobsOn = (device: string | null): ReadonlyMap<string, Job> => {
    const chosen = device === null ? devices : devices.filter(({ name }) => name === device);
    const jobs = byDevice.get(device) ?? new Map(suiteJobs(suite, chosen).map((job) => [job.id, job]));
    byDevice.set(device, jobs);
    return jobs;
  };
  const profile = chooseProfile(DEFAULT_PROFILE, [], []);
  const subject = modelSubject(
    new ModelExecutor(library, profile),
    profile,
    chooseBaseline(undefined, profile),
  );
  return (id, device) => {
    const job = jobsOn(device).get(id);
    if (job === undefined) return null;
    try {
      const evidence = job.evidence(subject);
      return evidence === null ? null : { title: job.title, steps: stepsText(evidence.steps) };
    } catch {
      // A case that cannot be run again is shown without its steps.
      return null;
    }
  };
}
