import { Baseline, parseBaseline } from '../campaign/baseline.ts';
import { loadDevices } from '../campaign/device-files.ts';
import { Judge } from '../campaign/judge.ts';
import { knownWeaknesses } from '../campaign/known.ts';
import type { Profile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import { oneOf } from './choices.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { jsonErrorLine, jsonLine } from './json-place.ts';
import { readText } from './text-input.ts';
import { executors } from './things.ts';

/** What commands that run programs have in common. */
export interface RunOptions {
  readonly executor: string;
  readonly executorCommand?: string;
  readonly profile?: string;
  readonly flaw?: readonly string[];
  readonly device?: readonly string[];
  /** `false` after `--no-baseline`. */
  readonly baseline?: string | boolean;
}

/** Refuses executors that there are not, or not yet. @throws UsageError */
export function checkExecutor(name: string): void {
  const names = executors.map((executor) => executor.name);
  oneOf('--executor', 'executor', name, names, 'pciback-rig list executors');
  const chosen = executors.find((executor) => executor.name === name);
  if (name === 'process')
    throw new UsageError('--executor', 'this command runs the model alone', 'leave --executor out');
  if (chosen?.available) return;
  throw new UsageError('--executor', `'${name}' is not part of this version`, 'use --executor model');
}

/** What counts as known: the profile's own list, a file, or nothing. @throws UsageError */
export function chooseBaseline(option: string | boolean | undefined, profile: Profile): Baseline {
  if (option === false) return new Baseline();
  if (typeof option !== 'string') return knownWeaknesses(profile.name);
  const text = readText(option, 'give --baseline a file like those in corpus/known');
  const parsed = parseBaseline(text);
  if ('baseline' in parsed) return parsed.baseline;
  const { where, problem } = parsed;
  const path = where === 'the whole file' ? [] : where.split('.');
  throw new UsageError(
    `${option}:${jsonErrorLine(text) ?? jsonLine(text, path)}`,
    `${where}: ${problem}`,
    'compare it with corpus/known/linux-6.1.json',
  );
}

/** Devices of `--device`, or the shipped ones. */
export function chooseDevices(values: readonly string[] | undefined, io: Io): ReturnType<typeof loadDevices> {
  return loadDevices(values ?? [], io.env);
}

/** Makes judges with an executor of their own. */
export function judgeMaker(library: DeviceLibrary, profile: Profile): () => Judge {
  return () => new Judge(new ModelExecutor(library, profile), oracles);
}
