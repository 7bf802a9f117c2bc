import { USEC_PER_SEC } from '../platform/clock.ts';
import { PointKind, passPoint } from '../platform/points.ts';
import type { Blocker, Steps, Task } from '../platform/scheduler.ts';
import type { Kernel } from './kernel.ts';

/**
 * A wait queue head. A waiter re-checks its condition only after a wake-up of the queue it is on, as in the
 * kernel: re-initialising the head while somebody waits loses that waiter's wake-ups.
 */
export class WaitQueue {
  private waiters: Waiter[] = [];
  private readonly kernel: Kernel;
  readonly name: string;

  constructor(kernel: Kernel, name: string) {
    this.kernel = kernel;
    this.name = name;
  }

  /** `init_waitqueue_head`: forgets who waits. */
  reinitialise(): void {
    this.waiters = [];
  }

  /** `wake_up`: every waiter looks at its condition again. */
  wakeAll(): void {
    for (const waiter of this.waiters) waiter.woken = true;
  }

  /** `wait_event_timeout`: ends when `condition` holds, or at the timeout. @returns whether it held */
  *waitTimeout(condition: () => boolean, seconds: number): Steps<boolean> {
    const { kernel } = this;
    kernel.mightSleep('wait_event_timeout');
    if (condition()) return true;
    const { points } = kernel.world.ports;
    passPoint(points, PointKind.Wait, 0);
    const waiter = new Waiter(this.name);
    this.waiters.push(waiter);
    const task = kernel.currentTask();
    let holds = condition();
    // The time runs from the moment at which the waiter sleeps, not from before its last look.
    const deadline = kernel.world.clock.now + seconds * USEC_PER_SEC;
    for (; !holds && kernel.world.clock.now < deadline; holds = condition()) {
      waiter.woken = false;
      task.deadline = deadline;
      yield waiter;
    }
    const at = this.waiters.indexOf(waiter);
    if (at >= 0) this.waiters.splice(at, 1);
    return holds;
  }
}

class Waiter implements Blocker {
  readonly reason: string;
  woken = false;

  constructor(name: string) {
    this.reason = `wait queue ${name}`;
  }

  ready(task: Task): boolean {
    return this.woken && !task.done;
  }
}
