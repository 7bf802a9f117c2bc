import { parentPort, workerData } from 'node:worker_threads';
import { targets } from '../../../fuzz/index.ts';
import { serve, type WorkerConfig } from './serve.ts';

/** A thread that runs a campaign of its own beside others. */
if (parentPort !== null) await serve(workerData as WorkerConfig, targets, parentPort);
