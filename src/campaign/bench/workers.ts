import { Worker } from 'node:worker_threads';

/** All that a thread of the benchmark has to know; plain data. */
export interface WorkerConfig {
  readonly profile: string;
  /** As `--device` takes them. */
  readonly devices: readonly string[];
}

/** A thread that runs the full loop on demand. */
export interface LoopWorker {
  /** Runs the programs so many times. */
  run(passes: number): Promise<void>;
  close(): Promise<void>;
}

export interface ScalingOptions {
  readonly rounds: number;
  /** Of a stage's slice; a slice of threads has {@link LONGER} times as many. */
  readonly passes: number;
  /** Wall clock, milliseconds. */
  now(): number;
  /** CPU time of the whole process, milliseconds. */
  cpu(): number;
}

export interface Scaling {
  /** Programs that two threads run in the time in which one runs one. */
  readonly twoWorkerScaling: number;
  /** The same from what a program costs of CPU: what other work on the machine takes away does not count. */
  readonly twoWorkerScalingByCpu: number;
}

/**
 * A slice of a tenth of a second is no measure of two threads: a collector's helper thread or a timer's tick in one of
 * them is a tenth of it (1.7 to 1.8 were seen where slices of a second gave 1.96).
 */
const LONGER = 6;

/** Slices of one thread, of both, and of the other, in turn; the best of each counts. */
export async function measureScaling(
  workers: readonly [LoopWorker, LoopWorker],
  { rounds, passes, now, cpu }: ScalingOptions,
): Promise<Scaling> {
  const best = { one: Number.POSITIVE_INFINITY, two: Number.POSITIVE_INFINITY };
  const bestCpu = { ...best };
  const slice = async (name: 'one' | 'two', some: readonly LoopWorker[]): Promise<void> => {
    const [began, beganCpu] = [now(), cpu()];
    await Promise.all(some.map((worker) => worker.run(LONGER * passes)));
    best[name] = Math.min(best[name], now() - began);
    bestCpu[name] = Math.min(bestCpu[name], cpu() - beganCpu);
  };
  const [first, second] = workers;
  await slice('two', workers);
  best.two = bestCpu.two = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    await slice('one', [round % 2 === 0 ? first : second]);
    await slice('two', workers);
  }
  return {
    twoWorkerScaling: (2 * best.one) / best.two,
    // The slice of two did twice the work: with no loss it takes twice the CPU of one.
    twoWorkerScalingByCpu: (2 * (2 * bestCpu.one)) / bestCpu.two,
  };
}

/** Why threads cannot be started here; undefined when they can. */
export function threadsLack(): string | undefined {
  const canRun = !import.meta.url.endsWith('.ts') || 'typescript' in process.features;
  return canRun ? undefined : 'worker threads need the build (npm run build) with this version of Node';
}

/** Starts a thread; resolves when it is warm. */
export async function startWorker(config: WorkerConfig): Promise<LoopWorker> {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const worker = new Worker(new URL(`./worker${extension}`, import.meta.url), { workerData: config });
  const answer = (): Promise<void> =>
    new Promise((resolve, reject) => {
      worker.once('message', () => {
        worker.off('error', reject);
        resolve();
      });
      worker.once('error', reject);
    });
  await answer();
  return {
    run(passes) {
      const answered = answer();
      worker.postMessage(passes);
      return answered;
    },
    async close() {
      await worker.terminate();
    },
  };
}

/** Scaling of the full loop here. @throws what a thread throws */
export async function measureWorkers(config: WorkerConfig, options: ScalingOptions): Promise<Scaling> {
  const started = await Promise.allSettled([startWorker(config), startWorker(config)]);
  const workers = started.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
  try {
    const [first, second] = workers;
    const failed = started.find((one) => one.status === 'rejected');
    if (first === undefined || second === undefined) throw failed?.reason;
    return await measureScaling([first, second], options);
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}
