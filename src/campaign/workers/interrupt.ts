import { createRequire } from 'node:module';

/*
 * A thread in an endless loop answers no message, but V8 lets the inspector in. So nothing has to be written down
 * before each execution: the thread is asked when it is late.
 */

const NAME = 'pciback-rig.under-way';
type Inspector = typeof import('node:inspector');

/** Expression that calls what {@link answerInterrupts} has put in place. */
export const interruptExpression = (argument: string): string =>
  `globalThis[Symbol.for('${NAME}')]?.(${argument})`;

/** Has `answer` called in this thread when it is interrupted. @returns takes it away again */
export function answerInterrupts(answer: (argument: number) => void): () => void {
  const place = globalThis as { [name: symbol]: unknown };
  place[Symbol.for(NAME)] = answer;
  return () => {
    delete place[Symbol.for(NAME)];
  };
}

/** The inspector, where Node has it and nobody debugs: a breakpoint is no hang. */
export function freeInspector(): Inspector | undefined {
  try {
    const inspector = createRequire(import.meta.url)('node:inspector') as Inspector;
    return inspector.url() === undefined ? inspector : undefined;
  } catch {
    return undefined;
  }
}

/** A thread that can be interrupted answers within this time; the inspector is let go then, milliseconds. */
const ANSWER_MS = 2000;

/**
 * Interrupts all workers of this thread, whatever they do: the inspector counts them in its own way, and those that
 * are well answer as well. Nothing happens where there is no inspector.
 */
export function interruptWorkers(): void {
  const inspector = freeInspector();
  if (inspector === undefined) return;
  const session = new inspector.Session();
  session.connect();
  const message = JSON.stringify({
    id: 1,
    method: 'Runtime.evaluate',
    params: { expression: interruptExpression('0') },
  });
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) =>
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message }),
  );
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  setTimeout(() => session.disconnect(), ANSWER_MS).unref();
}
