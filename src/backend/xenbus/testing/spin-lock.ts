import { type Kernel, SpinLock, type Steps } from '../../../host/index.ts';
import type { SleepingLock } from '../../topology/list-lock.ts';

/** A spinlock where the core wants a lock that may be held while sleeping (B12). */
export function spinLock(kernel: Kernel, name: string): SleepingLock {
  const lock = new SpinLock(kernel, name);
  return {
    tryAcquire: () => {
      lock.lock();
      return true;
    },
    // biome-ignore lint/correctness/useYield: never reached, it is taken at the first attempt
    *acquire(): Steps {
      lock.lock();
    },
    release: () => lock.unlock(),
  };
}
