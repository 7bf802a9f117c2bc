import { Mutex, type Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';

/** A lock that may be held while sleeping; {@link Mutex} is one. */
export interface SleepingLock {
  tryAcquire(): boolean;
  acquire(): Steps;
  release(): void;
}

/** Makes the lock of a connection's device list: a mutex, because it is held over allocations. */
export function newListLock(connection: Connection): SleepingLock {
  return new Mutex(connection.driver.kernel, 'dev_list_lock');
}

/**
 * Seam: allocates a device's entry of a connection's list: before the list is locked, for it may have to be waited for.
 * @returns false when there is no memory
 */
export function allocateEntry({ driver: { kernel } }: Connection, bytes: number): boolean {
  kernel.mightSleep('kmalloc');
  return kernel.alloc(bytes);
}

/** Takes a list's lock, waiting if it must. */
export function* lockList(lock: SleepingLock): Steps {
  if (!lock.tryAcquire()) yield* lock.acquire();
}
