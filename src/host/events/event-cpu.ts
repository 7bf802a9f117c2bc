import { type Timer, USEC_PER_JIFFY } from '../../platform/clock.ts';
import type { Kernel } from '../kernel.ts';
import type { EventIrq } from './event-irq.ts';

/** One CPU as the event core sees it: its upcall and its queue of delayed EOIs. As a timer: the head is due. */
export class EventCpu implements Timer {
  readonly number: number;
  due = Number.POSITIVE_INFINITY;
  inUpcall = false;
  /** Something was signalled during the upcall: scan again. */
  upcallPending = false;
  /** Upcalls that have ended (EOI-32). */
  epoch = 0;
  /** Ports dispatched in this upcall (EOI-30). */
  dispatched = 0;
  /** When the upcall counts as a storm (jiffies), or -1 before its 256th event. */
  deadline = -1;
  /** This upcall defers its EOIs (EOI-31). */
  deferring = false;
  /** Delayed EOIs, earliest first (EOI-17). */
  readonly queue: EventIrq[] = [];
  private readonly kernel: Kernel;

  constructor(kernel: Kernel, number: number) {
    this.kernel = kernel;
    this.number = number;
  }

  beginUpcall(): void {
    this.inUpcall = true;
    this.dispatched = 0;
    this.deadline = -1;
    this.deferring = false;
  }

  endUpcall(): void {
    this.epoch++;
    this.inUpcall = false;
    this.deferring = false;
  }

  /** Queues a delayed EOI; the timer is set only for a new head (EOI-17). */
  enqueue(info: EventIrq): void {
    const { queue, kernel } = this;
    const at = kernel.seams.delayedEoiPosition(kernel, queue, info);
    queue.splice(at, 0, info);
    info.queued = true;
    if (at === 0) this.arm(info);
  }

  /** Takes back a delayed EOI, if there is one (EOI-25). The timer stays; an expiry with nothing due sets it anew. */
  dequeue(info: EventIrq): void {
    const at = this.queue.indexOf(info);
    if (at >= 0) this.queue.splice(at, 1);
    info.queued = false;
  }

  /** EOIs everything that is due, as not spurious (EOI-18). */
  fire(): void {
    const now = this.kernel.world.clock.jiffies;
    const { queue } = this;
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      if (head.eoiTime > now) {
        this.arm(head);
        return;
      }
      queue.shift();
      head.queued = false;
      head.eoiTime = 0;
      this.kernel.events.delayedEoi(head, this.number);
    }
  }

  private arm(head: EventIrq): void {
    const now = this.kernel.world.clock.jiffies;
    const interval = head.eoiTime > now ? head.eoiTime - now : 1;
    this.due = (now + interval) * USEC_PER_JIFFY;
  }
}
