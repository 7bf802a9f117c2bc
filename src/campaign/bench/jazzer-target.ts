import { makeProfile } from '../../changes/profiles.ts';
import { ModelExecutor } from '../../executor/model/model-executor.ts';
import { oracles } from '../../oracle/index.ts';
import { benchPrograms } from '../bench.ts';
import { loadDevices } from '../device-files.ts';
import { accessesOfBytes } from './byte-accesses.ts';
import { cpuMilliseconds } from './cpu.ts';
import { JAZZER_CONFIG, JAZZER_SAYS } from './jazzer.ts';
import type { WorkerConfig } from './workers.ts';

/*
 * What `bench` runs under Jazzer.js: the same executor, set-ups and oracles as its other stages; the feedback is
 * Jazzer.js's own. Says how fast it was called in the best slice, once.
 */

export interface JazzerTargetConfig extends WorkerConfig {
  /** Calls before it measures. */
  readonly warmUp: number;
  readonly slices: number;
  /** Calls in a slice. */
  readonly slice: number;
}

let prepared: ((bytes: Uint8Array) => void) | undefined;

export function fuzz(bytes: Uint8Array): void {
  prepared ??= prepare(JSON.parse(process.env[JAZZER_CONFIG] ?? '') as JazzerTargetConfig);
  prepared(bytes);
}

function prepare({ profile, devices, warmUp, slices, slice }: JazzerTargetConfig): typeof fuzz {
  const made = makeProfile(profile);
  if ('problem' in made) throw new RangeError(`there is no profile '${profile}'`);
  const { library } = loadDevices(devices, process.env);
  const executor = new ModelExecutor(library, made.profile);
  const setups = [...new Set(benchPrograms(library.names()).map(({ setup }) => setup))];
  let calls = 0;
  let began = 0;
  let best = Number.POSITIVE_INFINITY;
  return (bytes) => {
    const since = calls++ - warmUp;
    if (since >= 0 && since % slice === 0 && since <= slices * slice) {
      const now = cpuMilliseconds();
      if (since > 0) best = Math.min(best, now - began);
      began = now;
      if (since === slices * slice) process.stdout.write(`${JAZZER_SAYS}${(1000 * slice) / best}\n`);
    }
    const execution = executor.run(accessesOfBytes(bytes, setups), 'digest');
    for (const oracle of oracles) oracle.suspects(execution);
  };
}
