import type { Io } from './io.ts';

/**
 * Does something with each, until the user interrupts it.
 * @param every signals are let in after this many
 * @returns whether it was interrupted
 */
export async function oneByOne<T>(
  items: Iterable<T>,
  io: Pick<Io, 'onInterrupt'>,
  each: (item: T) => void,
  every = 1,
): Promise<boolean> {
  let interrupted = false;
  const release = io.onInterrupt(() => {
    interrupted = true;
  });
  let done = 0;
  try {
    for (const item of items) {
      if (interrupted) break;
      each(item);
      // Lets signals in.
      if (++done % every === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    release();
  }
  return interrupted;
}
