import type { DeviceLibrary } from '../../../executor/device-library.ts';
import { ModelExecutor } from '../../../executor/model/model-executor.ts';
import type { Change } from '../../change.ts';
import { combine } from '../../profiles.ts';

/** An executor on the core with `changes`, for programs with devices of `library`. @throws Error when the changes conflict */
export function executorOf(library: DeviceLibrary, changes: readonly Change[]): ModelExecutor {
  const made = combine('test', changes);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return new ModelExecutor(library, made.profile);
}
