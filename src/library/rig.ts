import { loadDevices } from '../campaign/device-files.ts';
import type { FuzzTestResult } from '../campaign/fuzz-test.ts';
import { Judge } from '../campaign/judge.ts';
import { knownWeaknesses } from '../campaign/known.ts';
import { Regress, type RegressResult } from '../campaign/regress.ts';
import type { Change } from '../changes/change.ts';
import { flaws as allFlaws } from '../changes/flaws/index.ts';
import { combine, makeProfile, type Profile } from '../changes/profiles.ts';
import { chosenOf, loadSuite, suiteJobs } from '../cli/conform-suite.ts';
import { conformanceDevices } from '../conformance/devices.ts';
import { executorSubject, modelSubject } from '../conformance/subject.ts';
import type { CaseResult } from '../conformance/verdict.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import type { Execution, Executor, Form } from '../executor/execution.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import { fuzzOnce } from '../vitest/fuzz-once.ts';
import type { FuzzTestOptions } from '../vitest/options.ts';

/** What a rig is made for. Paths are relative to the working directory. */
export interface RigOptions {
  /** Behaviour of which driver; default `linux-6.1`. Of no meaning with an executor of your own. */
  readonly profile?: string;
  /** Past bugs to put back, by id or group. */
  readonly flaws?: readonly string[];
  /** Proposed fixes to add, by id. */
  readonly hardenings?: readonly string[];
  /** Changes of your own; they go on last. */
  readonly changes?: readonly Change[];
  /** Shipped names, dumps (`lspci -xxxx`), `file#address` or folders; default all shipped devices. */
  readonly devices?: readonly string[];
  /** Makes the executor to use instead of the model. */
  readonly executor?: (library: DeviceLibrary) => Executor;
}

/** A backend, and what can be asked of it. */
export interface Rig {
  readonly library: DeviceLibrary;
  readonly executor: Executor;
  /** Runs a program; the execution is valid until the next run. @throws RangeError for an unknown device */
  run(program: Program, form?: Form): Execution;
  /** What the oracles say of a program; those that cannot see enough are in {@link skipped}. */
  judge(program: Program): Violation[];
  readonly skipped: Judge['skipped'];
  /** Replays known cases, then fuzzes until the first finding or for `runs`. */
  fuzz(options?: Omit<FuzzTestOptions, keyof RigOptions>): FuzzTestResult;
  /** Holds the backend against the documented rules: ids, rules or areas by glob; all without one. */
  conform(...globs: readonly string[]): Promise<CaseResult[]>;
  /** Is each past bug (all without ids) noticed by the oracles when it is put back into the model? */
  regress(...ids: readonly string[]): RegressResult[];
}

/** @throws RangeError for an unknown profile or change; DeviceChoiceError, DumpError for devices */
export function createRig(options: RigOptions = {}): Rig {
  const { library } = loadDevices([...(options.devices ?? [])], process.env);
  const profile = profileOf(options);
  const make = (devices: DeviceLibrary): Executor =>
    options.executor?.(devices) ?? new ModelExecutor(devices, profile);
  const executor = make(library);
  const judge = new Judge(executor, oracles);
  return {
    library,
    executor,
    skipped: judge.skipped,
    run: (program, form = 'full') => executor.run(program, form),
    judge: (program) => judge.judge(program),
    fuzz: (more = {}) => fuzzOnce({ ...options, ...more }),
    conform: async (...globs) => {
      const { library: all, devices } = conformanceDevices([...(options.devices ?? [])], process.env);
      const tested = make(all);
      const subject =
        options.executor === undefined
          ? modelSubject(tested, profile, knownWeaknesses(profile.name))
          : executorSubject(tested, new Set());
      const suite = chosenOf(await loadSuite(), globs, undefined);
      return suiteJobs(suite, devices).map((job) => job.run(subject));
    },
    regress: (...ids) => {
      const runner = new Regress();
      const chosen = allFlaws.filter(
        ({ group, id }) => ids.length === 0 || ids.includes(id) || ids.includes(group),
      );
      return chosen.map((flaw) => runner.of(flaw));
    },
  };
}

function profileOf({
  profile = 'linux-6.1',
  flaws = [],
  hardenings = [],
  changes = [],
}: RigOptions): Profile {
  const made = makeProfile(profile, flaws, hardenings);
  const all = 'problem' in made ? made : combine(profile, [...made.profile.changes, ...changes]);
  if ('problem' in all)
    throw new RangeError(`createRig: profile '${profile}': ${JSON.stringify(all.problem)}`);
  return all.profile;
}
