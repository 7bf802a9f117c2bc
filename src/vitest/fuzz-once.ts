import { type FuzzTestResult, fuzzSteps } from '../campaign/fuzz-test.ts';
import { type FuzzTestOptions, readOptions } from './options.ts';

/**
 * What a fuzz test does, at once and without a test framework: replays the known cases, then fuzzes.
 * @throws FuzzTestOptionError, DeviceChoiceError, DumpError for options that cannot be used
 */
export function fuzzOnce(options: FuzzTestOptions = {}): FuzzTestResult {
  const steps = fuzzSteps(readOptions(options, process.env).plan);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
