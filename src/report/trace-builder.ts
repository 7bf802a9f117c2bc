import { AER_CMD, AER_ERR, SH_AER } from '../abi/pciif.ts';
import type { LogRecord } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import { copyText, recordText, type Wording } from './line-text.ts';
import type { AerErr } from './page-text.ts';
import { actionHeading } from './program-text.ts';
import { actorOf } from './trace-actor.ts';
import { wholeCopies } from './trace-copies.ts';
import { TraceFunctions } from './trace-functions.ts';
import { serviceName, statusText } from './trace-names.ts';
import type { TraceLine } from './trace-repeats.ts';
import { TraceTasks } from './trace-tasks.ts';
import { visible } from './visible-text.ts';

/** Which records get lines. */
export interface LineChoice {
  /** Those too that are left out as a rule: locks taken, reads of the host's own services, words of a copy. */
  readonly verbose?: boolean;
  /** Asked for each record; absent: all. */
  wanted?(record: LogRecord, index: number): boolean;
}

/** The lines of an execution's records, in order; times are microseconds since its first record. */
export function traceLines(execution: Execution, choice: LineChoice = {}): TraceLine[] {
  return new TraceBuilder(execution, choice).build();
}

/** A service of the PCI core that has begun. */
interface OpenService {
  readonly call: number;
  /** Its line; infinity when it has none. */
  readonly line: number;
}

class TraceBuilder {
  private readonly lines: TraceLine[] = [];
  private readonly tasks = new TraceTasks();
  private readonly services = new Map<number, OpenService>();
  private readonly copies: ReadonlySet<number>;
  private readonly execution: Execution;
  private readonly wording: Wording;
  private readonly choice: LineChoice;
  private readonly origin: number;
  private readonly verbose: boolean;
  /** The record at hand gets a line. */
  private isWanted = true;
  private actor = 'host';
  private address: LogRecord | undefined;
  private aerErr: AerErr = 'result';

  constructor(execution: Execution, choice: LineChoice) {
    const { log, functions, program } = execution;
    this.execution = execution;
    this.wording = { log, functions: new TraceFunctions(functions), program };
    this.choice = choice;
    this.origin = log.length === 0 ? 0 : log.record(0).time;
    this.verbose = choice.verbose === true;
    this.copies = this.verbose ? new Set() : wholeCopies(execution);
  }

  build(): TraceLine[] {
    const { log } = this.execution;
    for (let i = 0; i < log.length; i++) {
      if (this.copies.has(i)) continue;
      const record = log.record(i);
      this.isWanted = this.choice.wanted?.(record, i) ?? true;
      this.add(record);
    }
    return this.lines;
  }

  private add(record: LogRecord): void {
    switch (record.code) {
      case Ev.Action:
        this.heading(record);
        break;
      case Ev.TaskStart:
      case Ev.TaskEnd:
        this.task(record);
        break;
      case Ev.HandlerEnter:
        this.enterHandler(record);
        break;
      case Ev.HandlerExit:
        this.tasks.exitHandler(record.task);
        break;
      case Ev.HostEnter:
        this.enterService(record);
        break;
      case Ev.HostExit:
        this.exitService(record);
        break;
      case Ev.RequestAddress:
        this.address = record;
        break;
      case Ev.RequestAccess:
        this.copy(record);
        break;
      case Ev.LockWait:
        this.lockWait(record);
        break;
      case Ev.ConfigWrite:
        this.configWrite(record);
        break;
      case Ev.Store:
        this.store(record);
        break;
      default:
        if (this.verbose || !this.isDetail(record)) this.say(record);
    }
  }

  /** Records that only a verbose trace shows. */
  private isDetail({ code, task, e }: LogRecord): boolean {
    if (code === Ev.ConfigRead) return e === 0 && this.services.has(task);
    return code === Ev.LockAcquire || code === Ev.LockRelease;
  }

  private task(record: LogRecord): void {
    const { tasks } = this;
    const begins = record.code === Ev.TaskStart;
    if (begins) tasks.begin(record.a, this.execution.log.textOf(record.b), record.c);
    else tasks.end(record.a);
    if (!tasks.isQuiet(record.a))
      this.put(record, begins ? `task '${tasks.nameOf(record.a)}' begins` : 'ends');
  }

  /** The line of the event itself is not inside the handler, but it is the interrupt's. */
  private enterHandler(record: LogRecord): void {
    const { tasks } = this;
    tasks.enterHandler(record.task);
    tasks.outdent(record.task);
    this.say(record);
    tasks.indent(record.task);
  }

  /** `aer.err` means the channel's state from the moment a command is stored until it is itself stored (ABI-15). */
  private store(record: LogRecord): void {
    if (record.b === SH_AER + AER_CMD) this.aerErr = 'state';
    this.say(record);
    if (record.b === SH_AER + AER_ERR) this.aerErr = 'result';
  }

  private heading({ a, time }: LogRecord): void {
    const action = this.execution.program.actions[a];
    this.actor = actorOf(this.execution, action);
    const text = action === undefined ? `action ${a}` : actionHeading(action, a);
    if (!this.isWanted) return;
    this.lines.push({ time: time - this.origin, who: '', depth: 0, text, heading: true });
  }

  private say(record: LogRecord): void {
    const text = recordText(record, this.wording, this.aerErr);
    if (text !== undefined) this.put(record, text);
  }

  private put(record: LogRecord, text: string, key?: string): void {
    const { code, task, time } = record;
    if (!this.isWanted) return;
    this.lines.push({
      time: time - this.origin,
      who: this.who(record),
      depth: this.tasks.depth(task),
      text,
      ...(key === undefined ? {} : { key }),
      ...(code === Ev.GuestNotify || code === Ev.TaskStart ? { start: true as const } : {}),
    });
  }

  private who({ code, task, a }: LogRecord): string {
    if (code === Ev.PointHit) return 'outside';
    if (code === Ev.GuestNotify || (code === Ev.XenstoreWrite && a !== 0)) return `dom${a}`;
    return this.tasks.who(task, this.actor);
  }

  private enterService(record: LogRecord): void {
    const line = this.isWanted ? this.lines.length : Number.POSITIVE_INFINITY;
    this.services.set(record.task, { call: record.b, line });
    this.say(record);
    this.tasks.indent(record.task);
  }

  /** A service that did nothing but one write is told in that write's line; one that only failed, in its own. */
  private exitService(record: LogRecord): void {
    const { lines, services, tasks } = this;
    const service = services.get(record.task);
    services.delete(record.task);
    tasks.outdent(record.task);
    if (!this.isWanted) return;
    const [enter, only] = service === undefined ? [] : lines.slice(service.line);
    const inside = service === undefined ? -1 : lines.length - service.line - 1;
    if (enter !== undefined && inside === 0 && record.c !== 0) {
      lines[lines.length - 1] = { ...enter, text: `${enter.text} returns ${statusText(record.c)}` };
      return;
    }
    this.say(record);
    if (enter === undefined || only === undefined || inside !== 1 || record.c !== 0) return;
    if (only.text.endsWith(`(by ${serviceName(record.b)})`))
      lines.splice(-2, 2, { ...only, depth: enter.depth });
  }

  private configWrite(record: LogRecord): void {
    const service = this.services.get(record.task);
    const text = recordText(record, this.wording) ?? '';
    this.put(record, service === undefined ? text : `${text} (by ${serviceName(service.call)})`);
  }

  private copy(access: LogRecord): void {
    if (this.address === undefined) return;
    const { text, key } = copyText(this.address, access);
    this.put(access, text, key);
  }

  private lockWait(record: LogRecord): void {
    const { a, c } = record;
    const owner = c === record.b ? 'it holds it itself' : `held by ${this.tasks.nameOf(c)}`;
    this.put(record, `waits for lock ${visible(this.execution.log.textOf(a))}, ${owner}`);
  }
}
