import { Worker } from 'node:worker_threads';
import type { WorkerConfig } from './serve.ts';

/** Most that a worker may have on its heap, megabytes: it dies, and the campaign goes on. */
const HEAP_MB = 1024;

/** The thread's program beside this file, built or not. */
export function startWorker(config: WorkerConfig): Worker {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new Worker(new URL(`./worker${extension}`, import.meta.url), {
    workerData: config,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
}
