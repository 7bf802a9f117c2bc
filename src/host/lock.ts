import { PointKind, passPoint } from '../platform/points.ts';
import { Ev, LockFault } from '../platform/recorder.ts';
import type { Blocker, Steps, Task } from '../platform/scheduler.ts';
import type { Kernel } from './kernel.ts';

/**
 * A sleeping lock with an owner (mutex, or a rw_semaphore that is only ever taken for writing). The kernel's
 * lock graph sees every acquisition, so self-deadlock, order inversion and sleeping while atomic are faults.
 */
export class Mutex implements Blocker {
  readonly name: string;
  /** Class number in the kernel's lock graph; locks of one name share it. */
  readonly lockClass: number;
  readonly reason: string;
  owner: Task | undefined = undefined;
  private readonly kernel: Kernel;

  constructor(kernel: Kernel, name: string) {
    this.kernel = kernel;
    this.name = name;
    this.reason = `lock ${name}`;
    this.lockClass = kernel.lockGraph.classOf(name);
  }

  ready(task: Task): boolean {
    return this.owner === undefined && !task.done;
  }

  /** Waits until the lock is free and takes it. A task that already owns it waits for ever (self-deadlock). */
  *acquire(): Steps {
    const { kernel } = this;
    const task = kernel.currentTask();
    kernel.lockGraph.beforeAcquire(this, task);
    const { points } = kernel.world.ports;
    passPoint(points, PointKind.Lock, this.lockClass);
    if (this.owner === task) {
      kernel.lockGraph.fault(LockFault.SelfDeadlock, this.name);
      kernel.emit(Ev.LockWait, kernel.text(this.name), task.id, task.id);
    }
    while (this.owner !== undefined) {
      if (this.owner !== task) kernel.emit(Ev.LockWait, kernel.text(this.name), task.id, this.owner.id);
      yield this;
    }
    this.take(task);
  }

  /** Takes the lock if it is free; for plain functions that try before they wait. */
  tryAcquire(): boolean {
    if (this.owner !== undefined) return false;
    const task = this.kernel.currentTask();
    this.kernel.lockGraph.beforeAcquire(this, task);
    const { points } = this.kernel.world.ports;
    passPoint(points, PointKind.Lock, this.lockClass);
    this.take(task);
    return true;
  }

  release(): void {
    const task = this.kernel.currentTask();
    if (this.owner !== task) this.kernel.lockGraph.fault(LockFault.NotOwner, this.name);
    this.owner = undefined;
    this.kernel.lockGraph.released(this, task);
  }

  private take(task: Task): void {
    this.owner = task;
    this.kernel.lockGraph.acquired(this, task);
  }
}

/**
 * A spinlock with interrupts off. One task runs at a time, so it never waits; it makes the section atomic:
 * sleeping inside, or taking it twice, is a fault.
 */
export class SpinLock {
  readonly name: string;
  readonly lockClass: number;
  private readonly kernel: Kernel;
  private taken = false;

  constructor(kernel: Kernel, name: string) {
    this.kernel = kernel;
    this.name = name;
    this.lockClass = kernel.lockGraph.classOf(name);
  }

  lock(): void {
    if (this.taken) this.kernel.lockGraph.fault(LockFault.SelfDeadlock, this.name);
    this.taken = true;
    this.kernel.lockGraph.enterAtomic(this.name);
  }

  unlock(): void {
    if (this.taken) this.kernel.lockGraph.leaveAtomic(this.name);
    else this.kernel.lockGraph.fault(LockFault.NotOwner, this.name);
    this.taken = false;
  }
}
