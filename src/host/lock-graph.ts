import { Ev, LockFault } from '../platform/recorder.ts';
import type { Task } from '../platform/scheduler.ts';
import type { Kernel } from './kernel.ts';

interface TrackedLock {
  readonly name: string;
  readonly lockClass: number;
}

/** Which lock was ever taken inside which, who holds what, and whether sleeping is allowed now. */
export class LockGraph {
  /** Spinlocks held plus interrupt nesting; sleeping needs 0. */
  atomicDepth = 0;
  /** Spinlocks held, innermost last. */
  private readonly spinning: string[] = [];
  private readonly kernel: Kernel;
  private readonly names: string[] = [];
  /** `inner` classes seen while `outer` was held, as `outer * 256 + inner`. */
  private readonly order = new Set<number>();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** Number of the lock class called `name`; allotted at first use. */
  classOf(name: string): number {
    const known = this.names.indexOf(name);
    return known >= 0 ? known : this.names.push(name) - 1;
  }

  beforeAcquire(lock: TrackedLock, task: Task): void {
    this.mightSleep(lock.name);
    for (const outer of task.held) {
      if (outer === lock.lockClass) continue;
      if (this.order.has(lock.lockClass * 256 + outer)) {
        this.fault(LockFault.OrderInversion, this.names[outer] as string, lock.name);
      }
      this.order.add(outer * 256 + lock.lockClass);
    }
  }

  acquired(lock: TrackedLock, task: Task): void {
    task.held.push(lock.lockClass);
    this.kernel.emit(Ev.LockAcquire, this.kernel.text(lock.name), task.id);
  }

  released(lock: TrackedLock, task: Task): void {
    const { held } = task;
    const at = held.lastIndexOf(lock.lockClass);
    if (at >= 0) held.splice(at, 1);
    this.kernel.emit(Ev.LockRelease, this.kernel.text(lock.name), task.id);
  }

  /** A spinlock was taken: until it is given back nobody may sleep. */
  enterAtomic(name: string): void {
    this.atomicDepth++;
    this.spinning.push(name);
  }

  /** A spinlock that was taken is given back. */
  leaveAtomic(name: string): void {
    this.atomicDepth--;
    this.spinning.splice(this.spinning.lastIndexOf(name), 1);
  }

  /** To be called by every service that may sleep; a fault while a spinlock is held (the innermost is named) or in an interrupt. */
  mightSleep(what: string): void {
    if (this.atomicDepth > 0) this.fault(LockFault.SleepInAtomic, what, this.spinning.at(-1));
  }

  fault(kind: number, name: string, other?: string): void {
    const { kernel } = this;
    kernel.emit(Ev.LockFault, kind, kernel.text(name), other === undefined ? 0 : kernel.text(other));
  }
}
