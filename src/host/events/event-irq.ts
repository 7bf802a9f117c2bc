import type { Blocker } from '../../platform/scheduler.ts';
import type { EventStats } from './stats.ts';

/** Receives the events of a channel. */
export interface ChannelHandler {
  handleEvent(irq: number): void;
}

/** Why a channel is masked; it is while any bit is set (EOI-06). */
export const MaskReason = { Explicit: 1, Temporary: 2, EoiPending: 4 } as const;

/** A bound late-EOI channel (`struct irq_info`). As a blocker: its handler is not running. */
export class EventIrq implements Blocker {
  readonly irq: number;
  /** Local port. */
  readonly port: number;
  /** Domain at the other end. */
  readonly domid: number;
  readonly stats: EventStats;
  readonly reason: string;
  handler: ChannelHandler | null = null;
  maskReasons = 0;
  /** From dispatch to EOI; a second dispatch meanwhile is ignored (EOI-03). */
  isActive = false;
  /** Consecutive spurious events, 8 bits wide. */
  spuriousCount = 0;
  /** When its EOI is due (jiffies); 0 when at once. */
  eoiTime = 0;
  eoiCpu = 0;
  /** Upcall of {@link eoiCpu} during which {@link eoiTime} was set. */
  epoch = 0;
  /** Waiting in a CPU's queue of delayed EOIs. */
  queued = false;
  /** CPU that its events are delivered to. */
  cpu = 0;
  /** Handler runs on some stack now. */
  running = 0;
  /** The record was given back; using it is a fault. */
  freed = false;

  constructor(irq: number, port: number, domid: number, stats: EventStats) {
    this.irq = irq;
    this.port = port;
    this.domid = domid;
    this.stats = stats;
    this.reason = `handler of irq ${irq}`;
  }

  ready(): boolean {
    return this.running === 0;
  }
}
