import { setImmediate } from 'node:timers/promises';
import type { DeviceEnvironment } from '../campaign/device-files.ts';
import { fuzzSteps } from '../campaign/fuzz-test.ts';
import { failureOf } from './message.ts';
import { type FuzzTest, type FuzzTestOptions, readOptions } from './options.ts';

/** As vitest's `test` takes it. */
export type Register = (
  name: string,
  options: { timeout: number },
  body: (context: { readonly signal?: AbortSignal }) => Promise<void>,
) => void;

/** A finding, in one message: a stack would only name the rig. */
class FuzzTestFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FuzzTestFailure';
    this.stack = `${this.name}: ${message}`;
  }
}

/** Makes a function that registers fuzz tests. */
export function registering(register: Register, env: DeviceEnvironment = process.env) {
  return (name: string, options: FuzzTestOptions = {}): void => {
    const prepared = readOptions(options, env);
    register(name, { timeout: prepared.timeout }, (context) => run(name, prepared, context?.signal));
  };
}

async function run(name: string, prepared: FuzzTest, signal: AbortSignal | undefined): Promise<void> {
  const steps = fuzzSteps(prepared.plan, () => signal?.aborted === true);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      const failure = failureOf(name, prepared, step.value);
      if (failure !== undefined) throw new FuzzTestFailure(failure);
      return;
    }
    // Lets vitest end what takes too long.
    await setImmediate();
  }
}
