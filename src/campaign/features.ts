import { type EventLog, kindTable, STRIDE } from '../executor/event-log.ts';
import { Ev } from '../platform/recorder.ts';

const MAP_BITS = 16;

/**
 * What an execution did, as bits of a map: kinds of records with the arguments that distinguish behaviour, each
 * together with the kind before it. New bits mean that a program is worth keeping.
 */
export class FeatureMap {
  /** One bit each: small enough to stay in the processor's nearest cache. */
  private readonly map = new Uint32Array(1 << (MAP_BITS - 5));
  /** Bits set so far. */
  count = 0;
  /** Distinct (word, site) pairs the backend fetched, and those at which something was done. */
  readonly fetchPoints = new Set<number>();
  readonly flippedPoints = new Set<number>();

  /** Takes an execution in; the number of features it was the first to show. */
  add(log: EventLog): number {
    const { codes, data, length } = log;
    const before = this.count;
    let previous = 0;
    for (let i = 0; i < length; i++) {
      const code = codes[i] as number;
      const details = detailed[code] === 0 ? 0 : detail(code, log, data, i * STRIDE);
      const feature = Math.imul(code, 0x9e3779b1) + Math.imul(details, 0x85ebca6b);
      this.set(feature);
      this.set(feature ^ Math.imul(previous, 0xc2b2ae35));
      previous = code;
      if (code === Ev.Fetch) this.noteFetch(log, i);
    }
    return this.count - before;
  }

  private set(feature: number): void {
    const hash = Math.imul(feature, 0x27d4eb2f) >>> (32 - MAP_BITS);
    const word = this.map[hash >>> 5] as number;
    const bit = 1 << (hash & 31);
    if ((word & bit) !== 0) return;
    this.map[hash >>> 5] = word | bit;
    this.count++;
  }

  private noteFetch({ codes, data }: EventLog, index: number): void {
    const at = index * STRIDE;
    const offset = data[at + 4] as number;
    const key = (offset < 40 || offset >= 552 ? offset : 40) * 16 + (data[at + 7] as number);
    this.fetchPoints.add(key);
    if (index > 0 && codes[index - 1] === Ev.PointHit) this.flippedPoints.add(key);
  }
}

/** Kinds that {@link detail} tells apart by their arguments. */
const detailed = kindTable(
  Ev.FlagBit,
  Ev.Store,
  Ev.Fetch,
  Ev.Eoi,
  Ev.RequestAddress,
  Ev.RequestAccess,
  Ev.ConfigRead,
  Ev.ConfigWrite,
  Ev.HostEnter,
  Ev.HostExit,
  Ev.StateSwitch,
  Ev.AerVerdict,
  Ev.GrantMap,
  Ev.ChannelBind,
  Ev.Log,
  Ev.LockFault,
  Ev.Warn,
);

/** The arguments of a record that make it another behaviour; kinds in the order of how often they come. */
function detail(code: number, log: EventLog, data: Float64Array, at: number): number {
  const b = (data[at + 4] as number) | 0;
  switch (code) {
    case Ev.FlagBit:
    case Ev.Fetch:
      return (b << 6) + ((data[at + 5] as number) << 4) + ((data[at + 7] as number) | 0);
    case Ev.Store:
      return b === 8 ? (b << 10) + ((data[at + 6] as number) & 0x3ff) : b;
    case Ev.Eoi:
      return (b << 2) + ((data[at + 6] as number) | 0) + ((data[at + 5] as number) > 0 ? 16 : 0);
    case Ev.RequestAddress:
      return Math.min(b >>> 0, 11);
    case Ev.RequestAccess:
      return ((b & 0x1fff) << 3) + ((data[at + 5] as number) & 7);
    case Ev.ConfigRead:
      return (b << 3) + ((data[at + 5] as number) | 0) + (data[at + 7] === 0 ? 0 : 4096 << 3);
    case Ev.ConfigWrite:
      return (
        (b << 6) +
        ((data[at + 5] as number) | 0) +
        ((((data[at + 6] as number) ^ (data[at + 7] as number)) & 0xff) << 16)
      );
    case Ev.HostEnter:
    case Ev.HostExit:
      return (b << 8) + ((data[at + 5] as number) & 0xff);
    case Ev.StateSwitch:
    case Ev.AerVerdict:
    case Ev.GrantMap:
    case Ev.ChannelBind:
      return b < 0 ? b & 0xff : (Math.min(b, 9) << 4) + ((data[at + 5] as number) & 0xf);
    case Ev.Log:
    case Ev.LockFault:
      return ((data[at + 3] as number) << 9) + wording(log.textOf(b));
    case Ev.Warn:
      return wording(log.textOf(data[at + 3] as number));
    default:
      return 0;
  }
}

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** A number below 256 that texts share which differ in their numbers only. */
function wording(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char < DIGIT_0 || char > DIGIT_9) hash = Math.imul(hash ^ char, 0x01000193);
  }
  return hash >>> 24;
}
