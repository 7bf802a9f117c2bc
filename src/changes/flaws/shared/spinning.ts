import type { SleepingLock } from '../../../backend/topology/list-lock.ts';
import type { Steps } from '../../../host/index.ts';
import type { Kernel } from '../../../host/kernel.ts';

/** A lock as a spinlock: whoever has it must not sleep. It keeps nothing itself, so a new one will do at each use. */
export class Spinning implements SleepingLock {
  private readonly kernel: Kernel;
  private readonly name: string;
  private readonly lock: SleepingLock;

  constructor(kernel: Kernel, name: string, lock: SleepingLock) {
    this.kernel = kernel;
    this.name = name;
    this.lock = lock;
  }

  tryAcquire(): boolean {
    if (!this.lock.tryAcquire()) return false;
    this.kernel.lockGraph.enterAtomic(this.name);
    return true;
  }

  *acquire(): Steps {
    yield* this.lock.acquire();
    this.kernel.lockGraph.enterAtomic(this.name);
  }

  release(): void {
    this.kernel.lockGraph.leaveAtomic(this.name);
    this.lock.release();
  }
}
