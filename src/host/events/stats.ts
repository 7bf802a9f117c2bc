import { EINVAL, ERANGE } from '../../abi/errno.ts';

/** Default of {@link EventStats.spuriousThreshold} (EOI-21). */
const SPURIOUS_THRESHOLD = 1;

/** Event counters of one xenbus device, and its tunable threshold (EOI-21). */
export class EventStats {
  /** Channels bound now. */
  eventChannels = 0;
  /** Handler runs. */
  events = 0;
  spuriousEvents = 0;
  jiffiesEoiDelayed = 0;
  /** Consecutive spurious events that cost no delay; 0 acts as 1. */
  spuriousThreshold = SPURIOUS_THRESHOLD;
}

const shown = Object.freeze({
  event_channels: 'eventChannels',
  events: 'events',
  spurious_events: 'spuriousEvents',
  jiffies_eoi_delayed: 'jiffiesEoiDelayed',
  spurious_threshold: 'spuriousThreshold',
} as const satisfies Record<string, keyof EventStats>);

/** Files of `/sys/bus/xen-backend/devices/pci-<domid>-<devid>/xenbus/`. */
export type EventAttribute = keyof typeof shown;
export const eventAttributes = Object.freeze(Object.keys(shown)) as readonly EventAttribute[];

/** What reading the attribute gives: a decimal number and a newline (EOI-21). */
export function showEventAttribute(stats: EventStats, attribute: EventAttribute): string {
  return `${stats[shown[attribute]]}\n`;
}

/**
 * Writes `spurious_threshold`, the only writable attribute: an unsigned 32-bit number whose base follows from
 * its prefix (EOI-21).
 * @returns 0, -EINVAL for anything but one number, -ERANGE for one that is too large
 */
export function storeSpuriousThreshold(stats: EventStats, text: string): number {
  const match = /^\+?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)\n?$/.exec(text);
  if (match === null) return -EINVAL;
  const digits = match[1] as string;
  const octal = /^0[0-7]/.test(digits);
  const value = octal ? Number.parseInt(digits, 8) : Number(digits);
  if (value > 0xffff_ffff) return -ERANGE;
  stats.spuriousThreshold = value;
  return 0;
}
