import { parentPort, workerData } from 'node:worker_threads';
import { makeProfile } from '../../changes/profiles.ts';
import { ModelExecutor } from '../../executor/model/model-executor.ts';
import { oracles } from '../../oracle/index.ts';
import { benchPrograms, benchStages, FULL_LOOP } from '../bench.ts';
import { loadDevices } from '../device-files.ts';
import type { WorkerConfig } from './workers.ts';

/** A thread that runs the full loop over the programs, as many times as each message says. */
const { profile, devices } = workerData as WorkerConfig;
const made = makeProfile(profile);
if ('problem' in made) throw new RangeError(`there is no profile '${profile}'`);
const { library } = loadDevices(devices, process.env);
const programs = benchPrograms(library.names());
const stages = benchStages(new ModelExecutor(library, made.profile), oracles, programs);
const loop = stages.find(({ name }) => name === FULL_LOOP);

function run(passes: number): void {
  for (let pass = 0; pass < passes; pass++) for (const program of programs) loop?.run(program);
  parentPort?.postMessage(passes);
}

parentPort?.on('message', run);
run(1);
