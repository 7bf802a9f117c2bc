import { isMainThread, Worker } from 'node:worker_threads';
import type { Heartbeat } from './heartbeat.ts';
import { freeInspector, interruptExpression } from './interrupt.ts';
import { makeWatch } from './watch.ts';

/** How often a thread is looked at, milliseconds. */
export const LOOK_EVERY_MS = 100;

interface Duty {
  readonly words: Float64Array;
  readonly limit: number;
  readonly every: number;
  /** The expression, with `AGE` where the age goes. */
  readonly expression: string;
}

/** Runs in a thread of its own, as text: what it needs it is handed. */
function supervise(
  { words, limit, every, expression }: Duty,
  watchOf: typeof makeWatch,
  { Session }: typeof import('node:inspector'),
): void {
  const watch = watchOf(words);
  const timer = setInterval(() => {
    const age = watch(performance.now());
    if (age < limit) return;
    clearInterval(timer);
    const session = new Session();
    session.connectToMainThread();
    session.post('Runtime.evaluate', { expression: expression.replace('AGE', String(age)) });
    session.post('Runtime.terminateExecution');
  }, every);
}

/**
 * Watches this thread from another. An execution that runs longer than `limit` milliseconds is interrupted: what
 * `answerInterrupts` put in place is called with its age, then the execution is ended.
 * @returns the thread; undefined where this one cannot be watched: it is no main thread, or somebody debugs it
 */
export function superviseThisThread(heartbeat: Heartbeat, limit: number): Worker | undefined {
  if (!isMainThread || freeInspector() === undefined) return undefined;
  const duty: Duty = {
    words: heartbeat.words,
    limit,
    every: Math.min(LOOK_EVERY_MS, limit / 4),
    expression: interruptExpression('AGE'),
  };
  const text = `(${supervise})(require('node:worker_threads').workerData, ${makeWatch}, require('node:inspector'))`;
  const worker = new Worker(text, { eval: true, workerData: duty });
  worker.unref();
  return worker;
}
