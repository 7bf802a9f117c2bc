import { test } from 'vitest';
import { registering } from './register.ts';

export type { FuzzTestFinding, FuzzTestResult } from '../campaign/fuzz-test.ts';
export type { AnyTarget } from '../campaign/target.ts';
export { type Change, wrapBackend, wrapHost } from '../changes/change.ts';
export type { DeviceLibrary } from '../executor/device-library.ts';
export type { Execution, Executor, Form } from '../executor/execution.ts';
export { ModelExecutor } from '../executor/model/model-executor.ts';
export type { Program } from '../program/program.ts';
export { fuzzOnce } from './fuzz-once.ts';
export type { FuzzTestOptions } from './options.ts';

/**
 * A vitest test that replays known cases, then fuzzes for a bounded number of runs, and fails with what it found.
 * @throws FuzzTestOptionError, DeviceChoiceError, DumpError at once for options that cannot be used
 */
export const fuzzTest = registering((name, options, body) => test(name, options, body));
