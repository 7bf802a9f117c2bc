import { HZ } from '../../platform/clock.ts';
import type { Kernel } from '../kernel.ts';
import type { EventCpu } from './event-cpu.ts';
import { type EventIrq, MaskReason } from './event-irq.ts';

/** Is the channel to be masked in hardware, given its reasons (EOI-06)? */
export function channelStaysMasked(_kernel: Kernel, info: EventIrq): boolean {
  return info.maskReasons !== 0;
}

/** Marks the channel active; false when it was, and then nothing is dispatched (EOI-03). */
export function takeChannel(_kernel: Kernel, info: EventIrq): boolean {
  if (info.isActive) return false;
  info.isActive = true;
  return true;
}

/** Acknowledges an event before its handler runs: masked until the EOI, pending cleared, still active (EOI-05). */
export function acknowledgeChannel(kernel: Kernel, info: EventIrq): void {
  kernel.events.addMask(info, MaskReason.EoiPending);
  kernel.world.channels.clearPending(0, info.port);
}

/** Counts a spurious event and says how many jiffies its EOI is put off; 0 for not at all (EOI-12, 13). */
export function spuriousDelay(_kernel: Kernel, info: EventIrq): number {
  const threshold = info.stats.spuriousThreshold || 1;
  const ceiling = info.spuriousCount === 255 || 2 ** info.spuriousCount >= 4 * HZ;
  if (!ceiling) info.spuriousCount++;
  if (info.spuriousCount <= threshold) return 0;
  return Math.min(2 ** (info.spuriousCount - 1 - threshold), HZ);
}

/** New time of an EOI (jiffies) when a spurious event is to be put off until `time`: replaces any other (EOI-13, 35). */
export function putOffEoi(_kernel: Kernel, _info: EventIrq, time: number): number {
  return time;
}

/** Spurious count after a delayed EOI was made: it counts as not spurious (EOI-18, 19). */
export function countAfterDelayedEoi(_kernel: Kernel, _info: EventIrq): number {
  return 0;
}

/** Where in the queue a delayed EOI belongs: by time, first come first served among equals (EOI-17). */
export function delayedEoiPosition(_kernel: Kernel, queue: readonly EventIrq[], info: EventIrq): number {
  let at = queue.length;
  while (at > 0 && (queue[at - 1] as EventIrq).eoiTime > info.eoiTime) at--;
  return at;
}

/** Asked at every 256th event of an upcall: does it go on for too long, so that EOIs are deferred (EOI-30)? */
export function upcallIsStorm(kernel: Kernel, cpu: EventCpu): boolean {
  const now = kernel.world.clock.jiffies;
  if (cpu.deadline >= 0) return now > cpu.deadline;
  cpu.deadline = now + kernel.events.eventLoopTimeout;
  return false;
}

/** Undoes a binding in hypervisor and core, reverse order of set-up: first the mapping of the port, then the port. */
export function releasePort(kernel: Kernel, info: EventIrq): void {
  kernel.events.unmapPort(info);
  kernel.world.channels.close(0, info.port);
}

/** May the handler be taken away now: no run of it is in progress? */
export function mayRemoveHandler(_kernel: Kernel, info: EventIrq): boolean {
  return info.running === 0;
}

/** May the record of an unbound channel be freed now: no CPU is in its event loop (EOI-25)? */
export function mayFreeEventIrq(kernel: Kernel): boolean {
  for (const cpu of kernel.events.cpus) if (cpu.inUpcall) return false;
  return true;
}
