import { Worker } from 'node:worker_threads';
import type { ExploreConfig, Explorer } from './explorer.ts';
import type { UnitResult } from './result.ts';

/** The exploration was ended while a unit was under way. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Explores one unit at a time. */
export interface UnitRunner {
  /** @throws Stopped */
  run(unit: string, progress: (programs: number) => void): Promise<UnitResult>;
  close(): Promise<void>;
}

/** What a thread says. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly programs: number }
  | { readonly kind: 'result'; readonly result: UnitResult }
  | { readonly kind: 'error'; readonly message: string };

/** Explores in this thread; lets others run now and then. */
export function localRunner(explorer: Explorer, signal: AbortSignal, now: () => number): UnitRunner {
  return {
    async run(id, progress) {
      const unit = explorer.units.find((candidate) => candidate.id === id);
      if (unit === undefined) throw new RangeError(`there is no unit '${id}'`);
      const steps = explorer.run(unit, now);
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) return step.value;
        progress(step.value);
        await new Promise((resolve) => setImmediate(resolve));
        if (signal.aborted) throw new Stopped();
      }
    },
    async close() {},
  };
}

/** A thread of its own, which answers each unit's id with messages. */
export function threadRunner(makeWorker: () => Worker, signal: AbortSignal): UnitRunner {
  const worker = makeWorker();
  let pending: ((error: Error) => void) | undefined;
  const fail = (error: Error): void => pending?.(error);
  worker.on('error', fail);
  worker.on('exit', (code) =>
    fail(signal.aborted ? new Stopped() : new Error(`a worker ended with ${code}`)),
  );
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  return {
    run(id, progress) {
      if (signal.aborted) return Promise.reject(new Stopped());
      return new Promise((resolve, reject) => {
        const done = (settle: () => void): void => {
          worker.off('message', take);
          pending = undefined;
          settle();
        };
        const take = (message: WorkerMessage): void => {
          if (message.kind === 'progress') progress(message.programs);
          else if (message.kind === 'result') done(() => resolve(message.result));
          else done(() => reject(new Error(message.message)));
        };
        pending = (error) => done(() => reject(error));
        worker.on('message', take);
        worker.postMessage(id);
      });
    },
    async close() {
      signal.removeEventListener('abort', stop);
      pending = undefined;
      await worker.terminate();
    },
  };
}

/** The thread's program beside this file, built or not. */
export function exploreWorker(config: ExploreConfig): Worker {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new Worker(new URL(`./worker${extension}`, import.meta.url), { workerData: config });
}

export interface PoolEvents {
  progress(runner: number, unit: string, programs: number): void;
  result(runner: number, result: UnitResult): void;
}

/**
 * Hands units to runners, each the next one when it is done with the last.
 * @returns false when it was stopped before the end; results so far have been announced
 */
export async function runUnits(
  units: readonly string[],
  runners: readonly UnitRunner[],
  events: PoolEvents,
  signal: AbortSignal,
): Promise<boolean> {
  let next = 0;
  const work = async (runner: UnitRunner, index: number): Promise<void> => {
    while (next < units.length && !signal.aborted) {
      const unit = units[next++] as string;
      events.result(index, await runner.run(unit, (programs) => events.progress(index, unit, programs)));
    }
  };
  try {
    await Promise.all(runners.map(work));
    return !signal.aborted;
  } catch (error) {
    if (error instanceof Stopped) return false;
    throw error;
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
}
