import type { Clock } from './clock.ts';
import { Ev, type Recorder } from './recorder.ts';

/** What a task waits for. */
export interface Blocker {
  /** True when `task` may go on. */
  ready(task: Task): boolean;
  /** Shown in traces and starvation findings: `lock dev_lock`, `AER answer`. */
  readonly reason: string;
}

/** Pauses of a cooperative task: a blocker it waits for, or `undefined` where another task may be preferred. */
export type Pause = Blocker | undefined;
/** A part of a task's body, to be called with `yield*`, or all of it. */
export type Steps<T = void> = Generator<Pause, T, void>;

/** The body of a task: a generator, or an object that goes from pause to pause without one. */
export interface TaskBody {
  /** Runs up to the next pause; `done` at the end. */
  next(): IteratorResult<Pause, void>;
}

export type TaskKind = 'worker' | 'xenwatch' | 'aer' | 'sysfs' | 'toolstack' | 'host';

export class Task {
  /** New at every start; 0 before the first. */
  id = 0;
  readonly name: string;
  readonly kind: TaskKind;
  /** Domain on whose behalf it runs, or -1. */
  readonly domid: number;
  readonly body: TaskBody;
  blocker: Blocker | undefined = undefined;
  /** Virtual time at which a wait ends by itself (microseconds). */
  deadline = Number.POSITIVE_INFINITY;
  /** Virtual time at which it began to wait. */
  waitingSince = 0;
  done = false;
  /** Set while its body is on the JavaScript stack; such a task cannot be entered again. */
  running = false;
  /** Locks it owns, outermost first (lock class numbers; kept by the host's locks). */
  readonly held: number[] = [];

  constructor(name: string, kind: TaskKind, domid: number, body: TaskBody) {
    this.name = name;
    this.kind = kind;
    this.domid = domid;
    this.body = body;
  }
}

/** Virtual time one step of a task takes (microseconds). */
const STEP_USEC = 5;

/**
 * Deterministic scheduler: tasks run round robin, one step (up to the next pause) at a time. A program may
 * step any task at any point, also while another task's plain function is on the stack; the two then
 * interleave as on two processors.
 */
export class Scheduler {
  current: Task | undefined = undefined;
  /** Live tasks, oldest first. */
  readonly tasks: Task[] = [];
  /** Steps left before {@link settle} gives up on an endless task; set per execution. */
  budget = 4096;
  private nextId = 1;
  private readonly clock: Clock;
  private readonly ports: { recorder: Recorder };

  constructor(clock: Clock, ports: { recorder: Recorder }) {
    this.clock = clock;
    this.ports = ports;
  }

  spawn(name: string, kind: TaskKind, domid: number, body: TaskBody): Task {
    const task = new Task(name, kind, domid, body);
    this.start(task);
    return task;
  }

  /** Starts a task that is new or has ended; its body must be at its beginning. */
  start(task: Task): void {
    task.id = this.nextId++;
    task.done = false;
    this.tasks.push(task);
    const { recorder } = this.ports;
    recorder.emit(
      Ev.TaskStart,
      task.id,
      recorder.text(task.name),
      task.domid,
      task.kind === 'worker' ? 1 : 0,
    );
  }

  /** True when `task` could be stepped now. */
  canRun(task: Task): boolean {
    if (task.done || task.running) return false;
    return task.blocker === undefined || this.clock.now >= task.deadline || task.blocker.ready(task);
  }

  /** Runs `task` up to its next pause. */
  step(task: Task): void {
    const previous = this.current;
    this.current = task;
    task.running = true;
    task.blocker = undefined;
    task.deadline = Number.POSITIVE_INFINITY;
    this.clock.spend(STEP_USEC);
    try {
      const result = task.body.next();
      if (result.done) this.finish(task);
      else if (result.value !== undefined) {
        task.blocker = result.value;
        task.waitingSince = this.clock.now;
      }
    } finally {
      task.running = false;
      this.current = previous;
    }
  }

  /** First task that can run, in the order of their creation; the one stepped last comes last. */
  next(): Task | undefined {
    const { tasks } = this;
    for (let i = 0; i < tasks.length; i++) {
      const task = tasks[i] as Task;
      if (this.canRun(task)) return task;
    }
    return undefined;
  }

  /** Runs tasks and due timers until every task waits or has ended. */
  settle(): void {
    this.clock.fireDue();
    for (let task = this.next(); task !== undefined; task = this.next()) {
      if (this.budget-- <= 0) {
        this.ports.recorder.emit(Ev.StepLimit, task.domid, task.id);
        return;
      }
      this.rotate(task);
      this.step(task);
      this.clock.fireDue();
    }
  }

  /** Lets `usec` of virtual time pass, running what falls due on the way. */
  advance(usec: number): void {
    const end = this.clock.now + usec;
    this.settle();
    for (let due = this.nextDue(); due <= end; due = this.nextDue()) {
      if (this.budget <= 0) return;
      if (due > this.clock.now) this.clock.now = due;
      this.settle();
    }
    if (end > this.clock.now) this.clock.now = end;
    this.settle();
  }

  /** Earliest time at which a timer or a task's own timeout falls due. */
  private nextDue(): number {
    let due = this.clock.nextDue();
    for (const task of this.tasks) {
      if (task.blocker !== undefined && task.deadline < due) due = task.deadline;
    }
    return due;
  }

  private rotate(task: Task): void {
    const { tasks } = this;
    if (tasks[tasks.length - 1] === task) return;
    tasks.splice(tasks.indexOf(task), 1);
    tasks.push(task);
  }

  private finish(task: Task): void {
    task.done = true;
    const { tasks } = this;
    if (tasks[tasks.length - 1] === task) tasks.pop();
    else tasks.splice(tasks.indexOf(task), 1);
    this.ports.recorder.emit(Ev.TaskEnd, task.id);
  }
}
