import type { EventLog } from '../../executor/event-log.ts';
import { STRIDE } from '../../executor/event-log.ts';
import type { Capability } from '../../executor/execution.ts';
import { recordFields } from '../../executor/process/record-fields.ts';
import { Ev } from '../../platform/recorder.ts';

type RecordName = keyof typeof Ev;

/** What both executors must be able to see for a kind of record to be compared; the other kinds are always there. */
const needs: Partial<Record<RecordName, Capability>> = {
  ...all('fetches', 'Fetch Store FlagBit Notify GuestNotify RequestAddress RequestAccess'),
  ...all(
    'host-effects',
    'ConfigRead ConfigWrite HostEnter HostExit GrantMap GrantUnmap ChannelBind ChannelUnbind',
  ),
  ...all(
    'host-effects',
    'IrqRequest IrqFree IrqRaised LineShut UnsupportedRequest OutOfWindow Owner PhysdevMsix',
  ),
  ...all('host-effects', 'FunctionReset PirqMap PirqUnmap Gsi MsixEntry Memory'),
  ...all('locks', 'LockAcquire LockRelease LockWait LockFault'),
  ...all('log-lines', 'Log Warn FrontendLog'),
  ...all('xenstore', 'XenstoreWrite StateSwitch WatchQueued XenstoreAccess'),
};

function all(capability: Capability, names: string): Partial<Record<RecordName, Capability>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, capability]));
}

/** Arguments that are each side's own: words of its log lines, and of a crash, whose kind and site the end has. */
const ownWords: Partial<Record<RecordName, readonly string[]>> = { Log: ['line'], Oops: ['what happened'] };

const names = new Map<number, RecordName>(
  Object.entries(Ev).map(([name, code]) => [code, name as RecordName]),
);

/** `Fetch` */
export const recordName = (code: number): RecordName => names.get(code) as RecordName;

/** Kinds that two executors can both see, 1 for each, by code. */
export function sharedKinds(sees: (capability: Capability) => boolean): Uint8Array {
  const kinds = new Uint8Array(64);
  for (const [name, code] of Object.entries(Ev)) {
    const need = needs[name as RecordName];
    kinds[code] = need === undefined || sees(need) ? 1 : 0;
  }
  return kinds;
}

const UNUSED = 0;
const NUMBER = 1;
const TEXT = 2;
const STATUS = 3;
const ARGUMENTS = STRIDE - 3;
/** What each argument of each kind is: not compared, a number, or the id of a text. */
const arguments_ = new Uint8Array(64 * ARGUMENTS);
for (const [name, fields] of Object.entries(recordFields)) {
  fields.forEach(([field, kind], i) => {
    const own = ownWords[name as RecordName]?.includes(field);
    arguments_[Ev[name as RecordName] * ARGUMENTS + i] = own
      ? UNUSED
      : kind === 'text'
        ? TEXT
        : kind === 'status'
          ? STATUS
          : NUMBER;
  });
}

/**
 * Name of the first thing in which two records differ: `kind`, `time`, `task` or an argument's name; null when they are
 * the same.
 * @param timed both executors have virtual time
 */
export function firstOddField(
  left: EventLog,
  l: number,
  right: EventLog,
  r: number,
  timed: boolean,
): string | null {
  const a = left.data;
  const b = right.data;
  const i = l * STRIDE;
  const j = r * STRIDE;
  const code = a[i] as number;
  if (code !== b[j]) return 'kind';
  for (let field = 0; field < ARGUMENTS; field++) {
    const x = a[i + 3 + field] as number;
    const y = b[j + 3 + field] as number;
    const kind = arguments_[code * ARGUMENTS + field];
    // A status has 32 bits, whichever sign they are given.
    if (kind === UNUSED || x === y || (kind === STATUS && (x | 0) === (y | 0))) {
      if (kind !== TEXT) continue;
    }
    if (kind === TEXT && left.textOf(x) === right.textOf(y)) continue;
    return recordFields[recordName(code)][field]?.[0] ?? 'more';
  }
  if (timed && a[i + 1] !== b[j + 1]) return 'time';
  return a[i + 2] === b[j + 2] ? null : 'task';
}

/** A record as one line, with the names of its arguments. */
export function recordText(log: EventLog, index: number): string {
  if (index >= log.length) return 'nothing more';
  const record = log.record(index);
  const name = recordName(record.code);
  const values = [record.a, record.b, record.c, record.d, record.e];
  const shown = recordFields[name].map(([field, kind], i) => {
    const value = values[i] as number;
    return `${field} ${kind === 'text' ? JSON.stringify(log.textOf(value)) : value}`;
  });
  return `${name}(${shown.join('; ')}) at ${record.time} us, task ${record.task}`;
}
