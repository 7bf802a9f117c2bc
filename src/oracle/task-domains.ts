import { type EventLog, STRIDE } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';

/** Which domain each task of an execution works for. */
export class TaskDomains {
  /** Id of the first task that the execution started; they are numbered in the order of their start. */
  private first = 0;
  /** By place in that order: domain whose requests the task serves, -1 for tasks that serve nobody's. */
  private readonly workers: number[] = [];
  /** By place in that order: text id of its name. */
  private readonly names: number[] = [];
  private readonly log: EventLog;

  constructor(log: EventLog) {
    this.log = log;
    const { codes, data } = log;
    for (let i = 0, left = log.counts[Ev.TaskStart] as number; left > 0; i++) {
      if (codes[i] !== Ev.TaskStart) continue;
      left--;
      const at = i * STRIDE;
      if (this.workers.length === 0) this.first = data[at + 3] as number;
      this.names.push(data[at + 4] as number);
      this.workers.push(data[at + 6] === 1 ? (data[at + 5] as number) : -1);
    }
  }

  /** Domain whose requests `task` serves; -1 when it is no worker. */
  workerDomain(task: number): number {
    return this.workers[task - this.first] ?? -1;
  }

  nameOf(task: number): string {
    const name = this.names[task - this.first];
    return name === undefined ? 'interrupt or program' : this.log.textOf(name);
  }

  /** The host's error recovery runs in `task`. */
  isAer(task: number): boolean {
    return this.nameOf(task).startsWith('aer');
  }
}

let last: { execution: Execution; tasks: TaskDomains } | undefined;

/** Tasks of an execution; looked through once for all oracles. */
export function tasksOf(execution: Execution): TaskDomains {
  if (last?.execution !== execution) last = { execution, tasks: new TaskDomains(execution.log) };
  return last.tasks;
}
