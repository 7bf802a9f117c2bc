import { parentPort, workerData } from 'node:worker_threads';
import { type ExploreConfig, makeExplorer } from './explorer.ts';
import type { WorkerMessage } from './pool.ts';

/** A thread that explores the units whose ids it is sent. */
const explorer = makeExplorer(workerData as ExploreConfig, process.env);
const say = (message: WorkerMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', (id: string) => {
  try {
    const unit = explorer.units.find((candidate) => candidate.id === id);
    if (unit === undefined) throw new RangeError(`there is no unit '${id}'`);
    const steps = explorer.run(unit, () => performance.now());
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return say({ kind: 'result', result: step.value });
      say({ kind: 'progress', programs: step.value });
    }
  } catch (error) {
    say({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
  }
});
