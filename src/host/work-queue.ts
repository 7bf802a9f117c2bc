import { KernelOops } from '../platform/oops.ts';
import { PointKind, passPoint } from '../platform/points.ts';
import { Ev } from '../platform/recorder.ts';
import { type Blocker, type Pause, type Steps, Task, type TaskBody } from '../platform/scheduler.ts';
import type { Kernel } from './kernel.ts';

/** What a body gives back that has come to its end. */
const ENDED: IteratorResult<Pause, void> = Object.freeze({ done: true, value: undefined });
/** A pause at which other work of the queue may run. */
const PAUSED: IteratorResult<Pause, void> = Object.freeze({ done: false, value: undefined });

/**
 * A work item of the shared system queue. It runs in a task of its own, never twice at once; scheduling it while
 * it runs makes it run once more. The task object is the same every time, started anew.
 */
export class WorkItem implements Blocker, TaskBody {
  readonly reason: string;
  /** Queued and not begun. */
  pending = false;
  runningTask: Task | undefined = undefined;
  private freed = false;
  private readonly kernel: Kernel;
  private readonly domid: number;
  private readonly work: () => Steps | null;
  private readonly task: Task;
  /** What is left of the run in progress after a pause. */
  private rest: Steps | null = null;

  /** @param work the work function; called anew for every run, null when it had no need to pause */
  constructor(kernel: Kernel, name: string, domid: number, work: () => Steps | null) {
    this.kernel = kernel;
    this.domid = domid;
    this.work = work;
    this.reason = `flush of ${name}`;
    this.task = new Task(name, 'worker', domid, this);
  }

  /** Queues the item (`schedule_work`) unless it is queued already. */
  schedule(): void {
    this.checkAlive('queue_work_on');
    if (this.pending) return;
    this.pending = true;
    this.kernel.emit(Ev.WorkQueued, this.domid);
    if (this.runningTask === undefined) {
      this.runningTask = this.task;
      this.kernel.world.scheduler.start(this.task);
    }
  }

  /** Idle: what {@link flush} waits for. */
  ready(): boolean {
    return !this.pending && this.runningTask === undefined;
  }

  /** Waits until the item is neither queued nor running (`flush_work`). */
  *flush(): Steps {
    this.checkAlive('flush_work');
    this.kernel.mightSleep('flush_work');
    const { points } = this.kernel.world.ports;
    passPoint(points, PointKind.Wait, 0);
    while (!this.ready()) yield this;
  }

  /** Gives the item up; whoever queues it or waits for it afterwards uses freed memory. */
  free(): void {
    this.freed = true;
  }

  private checkAlive(site: string): void {
    if (this.freed) throw new KernelOops('use-after-free', site, `${this.task.name} was freed`);
  }

  /** The task's body: a run up to its next pause; there is one between two runs as well. */
  next(): IteratorResult<Pause, void> {
    if (this.rest === null) {
      this.pending = false;
      this.kernel.emit(Ev.WorkStart, this.domid);
      this.rest = this.work();
    }
    if (this.rest !== null) {
      const step = this.rest.next();
      if (!step.done) return step;
      this.rest = null;
    }
    this.kernel.emit(Ev.WorkEnd, this.domid);
    if (this.pending) return PAUSED;
    this.runningTask = undefined;
    return ENDED;
  }
}
