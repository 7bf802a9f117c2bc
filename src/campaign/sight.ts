import { pageFieldName } from '../abi/pciif.ts';
import { type EventLog, kindTable, STRIDE } from '../executor/event-log.ts';
import { Ev } from '../platform/recorder.ts';
import type { Hints, SeenPoint, SeenWord } from '../program/hints.ts';
import { pointKinds } from '../program/program.ts';

/** Most registers remembered of one execution. */
const MAX_WORDS = 32;
/** Words of a structure copy at which points are remembered: the fields of a request and its first two entries. */
const COPIED_WORDS = 11;
/** Most points remembered of one execution. */
const MAX_POINTS = 96;

/** What a kept program showed: what tells it from others, and what mutations of it may use. */
export interface Sight {
  /** Distinct numbers, one for each thing it did. */
  readonly traits: readonly number[];
  readonly hints: Hints;
  readonly records: number;
}

/** Reads the log of a program that is kept; slower than features, and done for few. */
export function sightOf(log: EventLog): Sight {
  const traits = new Set<number>();
  const words = new Map<number, SeenWord>();
  const points = new Map<number, { -readonly [K in keyof SeenPoint]: SeenPoint[K] }>();
  let action = 0;
  const note = (on: SeenPoint['on'], offset: number): void => {
    const key = (action * pointKinds.length + pointKinds.indexOf(on)) * 2 ** 32 + (offset >>> 0);
    const point = points.get(key);
    if (point !== undefined) point.times++;
    else if (points.size < MAX_POINTS) points.set(key, { action, on, name: nameOf(on, offset), times: 1 });
  };
  /** A copy of a structure is one record, and a point at each word; those behind the first entries matter to nobody. */
  const noteWords = (on: SeenPoint['on'], offset: number, bytes: number): void => {
    const first = offset & ~3;
    const last = first + 4 * Math.max(0, Math.min(COPIED_WORDS, bytes >> 2) - 1);
    for (let at = first; at <= last; at += 4) note(on, at);
  };
  let previous = 0;
  for (let i = 0; i < log.length; i++) {
    const at = i * STRIDE;
    const code = log.codes[i] as number;
    if (code === Ev.Action) action = log.data[at + 3] as number;
    const trait = Math.imul(code, 0x9e3779b1) + Math.imul(detail(code, log, at), 0x85ebca6b);
    traits.add(trait);
    traits.add(trait ^ Math.imul(previous, 0xc2b2ae35));
    previous = code;
    if (code === Ev.ConfigRead || code === Ev.ConfigWrite) {
      const offset = log.data[at + 4] as number;
      const value = log.data[at + (code === Ev.ConfigRead ? 6 : 7)] as number;
      if (words.has(offset) || words.size < MAX_WORDS)
        words.set(offset, { offset, size: log.data[at + 5] as number, value });
    }
    const on = pointOf[code];
    if (on === undefined) continue;
    if (copied[code] === 1) noteWords(on, log.data[at + 4] as number, log.data[at + 5] as number);
    else note(on, on === 'config' ? (log.data[at + 4] as number) : 0);
  }
  return {
    traits: [...traits],
    hints: { words: [...words.values()], points: [...points.values()] },
    records: log.length,
  };
}

const withText = kindTable(Ev.Log, Ev.LockFault);
const withName = kindTable(Ev.LockAcquire, Ev.LockWait, Ev.Warn);

function detail(code: number, log: EventLog, at: number): number {
  const { data } = log;
  if (withText[code] === 1) return hash(log.textOf(data[at + 4] as number));
  if (withName[code] === 1) return hash(log.textOf(data[at + 3] as number));
  const b = (data[at + 4] as number) | 0;
  switch (code) {
    case Ev.FlagBit:
    case Ev.Fetch:
    case Ev.Store:
      return (b << 6) + ((data[at + 5] as number) << 4) + ((data[at + 7] as number) | 0);
    case Ev.RequestAddress:
      return Math.min(b >>> 0, 11);
    case Ev.ConfigRead:
      return (b << 3) + ((data[at + 5] as number) | 0);
    case Ev.ConfigWrite:
      return Math.imul(b, 0x01000193) ^ (data[at + 6] as number);
    case Ev.HostEnter:
    case Ev.HostExit:
    case Ev.StateSwitch:
    case Ev.AerVerdict:
    case Ev.GrantMap:
    case Ev.ChannelBind:
    case Ev.Eoi:
      return (b << 8) + ((data[at + 5] as number) & 0xff);
    default:
      return 0;
  }
}

/** Kind of the point that comes before a record of this kind; points that leave no record are not seen. */
const pointOf: Readonly<Record<number, SeenPoint['on']>> = Object.freeze({
  [Ev.Fetch]: 'fetch',
  [Ev.FlagBit]: 'fetch',
  [Ev.Store]: 'store',
  [Ev.ConfigRead]: 'config',
  [Ev.ConfigWrite]: 'config',
  [Ev.LockAcquire]: 'lock',
  [Ev.Notify]: 'notify',
  [Ev.EoiDone]: 'eoi',
  [Ev.XenstoreWrite]: 'xenstore',
});

/** Those of so many bytes. */
const copied = kindTable(Ev.Fetch, Ev.Store);

function nameOf(on: SeenPoint['on'], offset: number): string | undefined {
  switch (on) {
    case 'fetch':
    case 'store':
      return pageFieldName(offset);
    case 'config':
      return `0x${offset.toString(16)}`;
    default:
      return undefined;
  }
}

/** Of a text without its digits. */
function hash(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char < 0x30 || char > 0x39) value = Math.imul(value ^ char, 0x01000193);
  }
  return value;
}
