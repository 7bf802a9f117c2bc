import type { LogRecord } from '../../../src/executor/event-log.ts';
import type { DeviceState, Execution } from '../../../src/executor/execution.ts';
import { servedRequests } from '../../../src/oracle/requests.ts';
import { Ev } from '../../../src/platform/recorder.ts';

/** What a rule's program showed, in a form that tests can state literally. */
export interface Seen {
  readonly execution: Execution;
  /** Stored `[err, value]` of each request of one action (of all without a number), in order. */
  replies(action?: number): (readonly [number | undefined, number | undefined])[];
  /** Page offsets stored to, and what: `[offset, value]`. */
  stores(): [number, number][];
  /** Writes that reached a function: `[register, before, written]`, from the record of action `from` on. */
  configWrites(from?: number): [number, number, number][];
  /** Values of xenstore nodes in the order they were written, by the last part of the path; null: removed. */
  nodes(name: string, from?: number): (string | null)[];
  /** Numbers of the backend's states as switched to. */
  states(from?: number): number[];
  logs(): string[];
  /** `[spurious, delay in jiffies]` of each EOI. */
  eois(): [number, number][];
  count(code: Ev, matches?: (record: LogRecord) => boolean): number;
  /** State of a bound device at the end, by address. */
  device(address: string): DeviceState & { readonly inUse: boolean; readonly command: number };
}

export function observe(execution: Execution): Seen {
  const { log, functions, final } = execution;
  const records = [...log.records()];
  const startOf = (action: number): number =>
    records.findIndex(({ code, a }) => code === Ev.Action && a === action);
  const since = (from: number | undefined): LogRecord[] =>
    from === undefined ? records : records.slice(startOf(from));
  const all = (code: Ev, from?: number): LogRecord[] => since(from).filter((record) => record.code === code);
  return {
    execution,
    replies: (action) =>
      servedRequests(execution)
        .filter((request) => action === undefined || request.action === action)
        .map(({ err, value }) => [err, value] as const),
    stores: () => all(Ev.Store).map(({ b, d }) => [b, d]),
    configWrites: (from) => all(Ev.ConfigWrite, from).map(({ b, d, e }) => [b, e, d]),
    nodes: (name, from) =>
      all(Ev.XenstoreWrite, from)
        .filter(({ b }) => log.textOf(b).endsWith(`/${name}`))
        .map(({ c }) => (c === 0 ? null : log.textOf(c))),
    states: (from) => all(Ev.StateSwitch, from).map(({ b }) => b),
    logs: () => all(Ev.Log).map(({ b }) => log.textOf(b)),
    eois: () => all(Ev.Eoi).map(({ b, c }) => [b, c]),
    count: (code, matches = () => true) => all(code).filter(matches).length,
    device: (address) => {
      const index = functions.find((fn) => fn.address === address)?.index;
      const found = final.devices().find(({ fn }) => fn === index);
      if (found === undefined) throw new Error(`${address} is not bound`);
      const { config } = found.state;
      return {
        ...found.state,
        inUse: found.inUse,
        command: (config[4] as number) | ((config[5] as number) << 8),
      };
    },
  };
}
