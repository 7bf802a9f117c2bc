import type { LogRecord } from '../executor/event-log.ts';
import type { ConnectionState, DeviceState, Execution } from '../executor/execution.ts';
import { type ServedRequest, servedRequests } from '../oracle/requests.ts';
import { Ev } from '../platform/recorder.ts';

/** Names of record codes, as expectations use them. */
export type EvName = keyof typeof Ev;

/** Meaning of a record's arguments; only those given must agree. */
export type Where = Partial<Pick<LogRecord, 'a' | 'b' | 'c' | 'd' | 'e'>>;

/** Severity of a warning in the kernel's log. */
const WARNING = 4;

/** A bound device as it is at the end. */
export type DeviceSeen = DeviceState & { readonly inUse: boolean; readonly command: number };

/** An execution in terms that rules are stated in. Valid until the executor runs again. */
export class Seen {
  readonly execution: Execution;
  private readonly records: readonly LogRecord[];

  constructor(execution: Execution) {
    this.execution = execution;
    this.records = [...execution.log.records()];
  }

  /** Requests in the order in which the backend took them; of one action, or of all. */
  requests(action?: number): readonly ServedRequest[] {
    return servedRequests(this.execution).filter(
      (request) => action === undefined || request.action === action,
    );
  }

  /** Stored `[err, value]` of each request; undefined: not stored. */
  replies(action?: number): (readonly [number | undefined, number | undefined])[] {
    return this.requests(action).map(({ err, value }) => [err, value] as const);
  }

  /** Records of one kind, of all actions or of one. */
  all(name: EvName, action?: number): LogRecord[] {
    return this.during(action).filter(({ code }) => code === Ev[name]);
  }

  count(name: EvName, where: Where = {}, action?: number): number {
    return this.all(name, action).filter((record) => matches(record, where)).length;
  }

  /** Names of records in the order they came, those of the kinds asked for. */
  order(names: readonly EvName[], action?: number): EvName[] {
    const codes = new Map<number, EvName>(names.map((name) => [Ev[name], name]));
    return this.during(action).flatMap(({ code }) => codes.get(code) ?? []);
  }

  /** Records of the kinds asked for with their names, in the order they came. */
  inOrder(names: readonly EvName[], action?: number): [EvName, LogRecord][] {
    const codes = new Map<number, EvName>(names.map((name) => [Ev[name], name]));
    return this.during(action).flatMap((record) => {
      const name = codes.get(record.code);
      return name === undefined ? [] : [[name, record] as [EvName, LogRecord]];
    });
  }

  /** Loads of the shared page: `[offset, bytes]`. */
  fetches(action?: number): [number, number][] {
    return this.all('Fetch', action).map(({ b, c }) => [b, c]);
  }

  /** Stores to the shared page: `[offset, value]`. */
  stores(action?: number): [number, number][] {
    return this.all('Store', action).map(({ b, d }) => [b, d]);
  }

  /** Flag changes: `[bit, 1 set / 2 clear]`. */
  flagChanges(action?: number): [number, number][] {
    return this.all('FlagBit', action)
      .filter(({ c }) => c !== 0)
      .map(({ b, c }) => [b, c]);
  }

  /** Writes that reached a function: `[register, before, written]`. `fn` is the device's number in the set-up. */
  configWrites(action?: number, device = 0): [number, number, number][] {
    const fn = this.functionIndex(device);
    return this.all('ConfigWrite', action)
      .filter(({ a }) => a === fn)
      .map(({ b, d, e }) => [b, e, d]);
  }

  /** Values of xenstore nodes in the order they were written, by the last part of the path; null: removed. */
  nodes(name: string, action?: number): (string | null)[] {
    const { log } = this.execution;
    return this.all('XenstoreWrite', action)
      .filter(({ b }) => log.textOf(b).endsWith(`/${name}`))
      .map(({ c }) => (c === 0 ? null : log.textOf(c)));
  }

  /** Everything written to xenstore by dom0: `name=value` by the last part of the path, `name` alone: removed. */
  dom0Writes(action?: number): string[] {
    const { log } = this.execution;
    return this.all('XenstoreWrite', action)
      .filter(({ a }) => a === 0)
      .map(({ b, c }) => {
        const name = log.textOf(b).replace(/^.*\//, '');
        return c === 0 ? name : `${name}=${log.textOf(c)}`;
      });
  }

  /** States the backend switched to, in order. */
  states(action?: number): number[] {
    return this.all('StateSwitch', action).map(({ b }) => b);
  }

  /** Kernel log lines, suppressed ones left out. */
  logs(action?: number): string[] {
    return this.all('Log', action)
      .filter(({ c }) => c === 0)
      .map(({ b }) => this.execution.log.textOf(b));
  }

  /** Those of them that something is wrong by: of severity warning (4) or worse, not what a driver says of its daily work. */
  complaints(action?: number): string[] {
    return this.all('Log', action)
      .filter(({ a, c }) => a <= WARNING && c === 0)
      .map(({ b }) => this.execution.log.textOf(b));
  }

  warns(action?: number): string[] {
    return this.all('Warn', action).map(({ a }) => this.execution.log.textOf(a));
  }

  /** `[spurious, delay in jiffies]` of each EOI. */
  eois(action?: number): [number, number][] {
    return this.all('Eoi', action).map(({ b, c }) => [b, c]);
  }

  /** Connection of a guest at the end. */
  connection(guest = 0): ConnectionState | undefined {
    const domid = this.execution.guestDomids[guest];
    return this.execution.final.connections.find((connection) => connection.domid === domid);
  }

  /** State of a device at the end; undefined when it is not bound. */
  device(device = 0): DeviceSeen | undefined {
    const index = this.functionIndex(device);
    const found = this.execution.final.devices().find(({ fn }) => fn === index);
    if (found === undefined) return undefined;
    const { config } = found.state;
    const command = (config[4] as number) | ((config[5] as number) << 8);
    return { ...found.state, inUse: found.inUse, command };
  }

  /** Index of a device of the set-up among the functions of the machine. */
  functionIndex(device = 0): number {
    const name = this.execution.program.setup.devices[device]?.name;
    const taken = this.execution.program.setup.devices.slice(0, device).filter((d) => d.name === name).length;
    return this.execution.functions.filter((fn) => fn.name === name)[taken]?.index ?? -1;
  }

  /** Host address of a device of the set-up. */
  address(device = 0): string {
    const index = this.functionIndex(device);
    return this.execution.functions.find((fn) => fn.index === index)?.address ?? '';
  }

  private during(action?: number): readonly LogRecord[] {
    if (action === undefined) return this.records;
    const isAction = ({ code }: LogRecord): boolean => code === Ev.Action;
    const first = this.records.findIndex((record) => isAction(record) && record.a === action);
    if (first < 0) return [];
    const next = this.records.findIndex((record, index) => index > first && isAction(record));
    return this.records.slice(first + 1, next < 0 ? undefined : next);
  }
}

function matches(record: LogRecord, where: Where): boolean {
  return (Object.keys(where) as (keyof Where)[]).every((key) => record[key] === where[key]);
}
