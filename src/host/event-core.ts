import { EINVAL } from '../abi/errno.ts';
import type { UpcallSink } from '../platform/event-channels.ts';
import { KernelOops } from '../platform/oops.ts';
import { PointKind, passPoint } from '../platform/points.ts';
import { Ev } from '../platform/recorder.ts';
import type { Steps } from '../platform/scheduler.ts';
import { EventCpu } from './events/event-cpu.ts';
import { type ChannelHandler, EventIrq, MaskReason } from './events/event-irq.ts';
import { EventStats } from './events/stats.ts';
import type { Kernel } from './kernel.ts';

export { type ChannelHandler, EventCpu, EventIrq, EventStats, MaskReason };

/** Domain that the kernel runs in. */
const DOM0 = 0;
const CPUS = 2;
/** Virtual time one handler run takes (microseconds). */
const HANDLER_USEC = 2;
/** A storm is looked for at every so-many-th event of an upcall (EOI-30). */
const STORM_CHECK_EVENTS = 256;

/**
 * The kernel's event channel core with late EOI (EOI-*). A handler runs nested on the stack of whoever signalled;
 * all channels start on CPU 0. An upcall of a CPU that is in one already is taken up when the first goes on.
 */
export class EventCore implements UpcallSink {
  /** Jiffies an upcall may last before it counts as a storm (`xen.event_loop_timeout`, EOI-33). */
  eventLoopTimeout = 2;
  /** Jiffies by which EOIs are put off in a storm (`xen.event_eoi_delay`, EOI-33). */
  eventEoiDelay = 10;
  readonly cpus: readonly EventCpu[];
  /** CPU whose interrupt or timer is being served; tasks run on CPU 0. */
  currentCpu = 0;
  private readonly kernel: Kernel;
  private readonly byIrq = new Map<number, EventIrq>();
  /** By local port. */
  private readonly byPort = new Map<number, EventIrq>();
  /** Unbound while some CPU was in its event loop; freed when none is (EOI-25). */
  private readonly dying: EventIrq[] = [];

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    const { world } = kernel;
    this.cpus = Object.freeze(Array.from({ length: CPUS }, (_, number) => new EventCpu(kernel, number)));
    for (const cpu of this.cpus) world.clock.register(cpu);
    world.channels.host = this;
  }

  /**
   * Binds to another domain's port, with late EOI (EOI-01). The channel is pending from the start, so the handler
   * runs once before this returns (EVT-07).
   * @returns the irq, or -EINVAL
   */
  bindInterdomainLateEoi(
    remoteDomid: number,
    remotePort: number,
    handler: ChannelHandler,
    stats: EventStats,
  ): number {
    const { kernel } = this;
    const { channels, faults } = kernel.world;
    const port = faults.take('channelBind')
      ? -EINVAL
      : channels.bindInterdomain(DOM0, remoteDomid, remotePort);
    if (port < 0) {
      kernel.emit(Ev.ChannelBind, remoteDomid, port);
      return port;
    }
    const irq = kernel.irqs.allocate('event');
    const info = new EventIrq(irq, port, remoteDomid, stats);
    this.byPort.set(port, info);
    this.byIrq.set(irq, info);
    stats.eventChannels++;
    kernel.emit(Ev.ChannelBind, remoteDomid, irq);
    this.addMask(info, MaskReason.Explicit);
    info.handler = handler;
    this.removeMask(info, MaskReason.Explicit);
    return irq;
  }

  /**
   * Unbinds at once, whoever may be running the handler: its EOI and notifications are no-ops from now on
   * (EVT-24, EOI-25). Drivers use {@link unbindFromIrqHandler}.
   */
  unbind(irq: number): void {
    const info = this.byIrq.get(irq);
    if (info === undefined) return;
    const { kernel } = this;
    (this.cpus[info.eoiCpu] as EventCpu).dequeue(info);
    this.byIrq.delete(irq);
    kernel.seams.releasePort(kernel, info);
    kernel.irqs.free(irq);
    info.handler = null;
    info.stats.eventChannels--;
    kernel.emit(Ev.ChannelUnbind, info.domid, irq);
    this.dying.push(info);
    this.freeDying();
  }

  /**
   * `unbind_from_irqhandler`: removes the handler, waits until no run of it is in progress, and unbinds. After it
   * the handler does not run again (EVT-06).
   */
  *unbindFromIrqHandler(irq: number): Steps {
    const { kernel } = this;
    const info = this.byIrq.get(irq);
    if (info === undefined) return;
    kernel.mightSleep('free_irq');
    this.addMask(info, MaskReason.Explicit);
    while (!kernel.seams.mayRemoveHandler(kernel, info)) yield info;
    this.unbind(irq);
  }

  /** Sends an event to the other end; dropped without a word when the irq has no channel (EVT-24). */
  notify(irq: number, domid = -1): void {
    const { kernel } = this;
    const bound = this.byIrq.get(irq);
    const { points } = kernel.world.ports;
    passPoint(points, PointKind.Notify, 0);
    const info = this.byIrq.get(irq);
    if (info === undefined) {
      kernel.emit(Ev.Notify, bound?.domid ?? domid, 0);
      return;
    }
    kernel.emit(Ev.Notify, info.domid, 1);
    kernel.world.channels.send(DOM0, info.port);
  }

  /** A driver has done with an event (EOI-10..16). Nothing happens for an irq without channel. */
  lateEoi(irq: number, spurious: boolean): void {
    const { kernel } = this;
    const { points } = kernel.world.ports;
    if (this.byIrq.has(irq)) passPoint(points, PointKind.Eoi, 0);
    const info = this.byIrq.get(irq);
    if (info === undefined) return;
    if (info.queued) {
      kernel.emit(Ev.Eoi, info.domid, spurious ? 1 : 0, 0, 1);
      return;
    }
    const delay = spurious ? this.accountSpurious(info) : 0;
    if (!spurious) info.spuriousCount = 0;
    const cpu = this.cpus[info.eoiCpu] as EventCpu;
    const put = info.eoiTime !== 0 && (delay > 0 || info.epoch === cpu.epoch);
    kernel.emit(Ev.Eoi, info.domid, spurious ? 1 : 0, delay, put ? 1 : 0);
    if (put) cpu.enqueue(info);
    else this.finishEoi(info);
  }

  /** The timer of `cpu` makes a delayed EOI (EOI-18). */
  delayedEoi(info: EventIrq, cpu: number): void {
    const previous = this.currentCpu;
    this.currentCpu = cpu;
    info.spuriousCount = this.kernel.seams.countAfterDelayedEoi(this.kernel, info);
    this.finishEoi(info);
    this.currentCpu = previous;
  }

  /** The hypervisor has events for `cpuNumber`: dispatches until there are none. */
  upcall(cpuNumber = 0): void {
    const cpu = this.cpus[cpuNumber] as EventCpu;
    if (cpu.inUpcall) {
      cpu.upcallPending = true;
      return;
    }
    const { channels } = this.kernel.world;
    const previous = this.currentCpu;
    this.currentCpu = cpuNumber;
    cpu.beginUpcall();
    do {
      cpu.upcallPending = false;
      for (
        let port = channels.nextPending(DOM0, cpuNumber);
        port !== 0;
        port = channels.nextPending(DOM0, cpuNumber)
      ) {
        this.dispatch(port, cpu);
      }
    } while (cpu.upcallPending);
    cpu.endUpcall();
    this.currentCpu = previous;
    if (this.dying.length > 0) this.freeDying();
  }

  /** Delivers a channel's events on another CPU from now on; masked for the time of the change. */
  setAffinity(irq: number, cpu: number): void {
    const info = this.byIrq.get(irq);
    if (info === undefined) return;
    this.addMask(info, MaskReason.Temporary);
    info.cpu = cpu;
    this.kernel.world.channels.bindVcpu(DOM0, info.port, cpu);
    this.removeMask(info, MaskReason.Temporary);
  }

  /** Channel of an irq; for tests, listings and changes. */
  infoOf(irq: number): EventIrq | undefined {
    return this.byIrq.get(irq);
  }

  /** Events of the channel find their way to its handler. */
  reaches(irq: number): boolean {
    const info = this.byIrq.get(irq);
    return info !== undefined && this.byPort.get(info.port) === info;
  }

  /** Adds a mask reason; the hardware bit follows when it was the first (EOI-06). */
  addMask(info: EventIrq, reason: number): void {
    if (info.maskReasons === 0) this.kernel.world.channels.mask(DOM0, info.port);
    info.maskReasons |= reason;
  }

  /** Removes a mask reason; when it was the last the hardware bit goes too, and a latched event is delivered (EOI-06, 16). */
  removeMask(info: EventIrq, reason: number): void {
    const { kernel } = this;
    if (info.maskReasons === 0) return;
    info.maskReasons &= ~reason;
    if (!kernel.seams.channelStaysMasked(kernel, info)) kernel.world.channels.unmask(DOM0, info.port);
  }

  /** Forgets which channel a local port belongs to. */
  unmapPort(info: EventIrq): void {
    this.byPort.delete(info.port);
  }

  private dispatch(port: number, cpu: EventCpu): void {
    const { kernel } = this;
    const info = this.byPort.get(port);
    if (info === undefined) return;
    this.checkAlive(info, 'handle_irq_for_port');
    if (!cpu.deferring && ++cpu.dispatched % STORM_CHECK_EVENTS === 0) {
      cpu.deferring = kernel.seams.upcallIsStorm(kernel, cpu);
    }
    if (!kernel.seams.takeChannel(kernel, info)) return;
    info.stats.events++;
    if (cpu.deferring) {
      info.eoiCpu = cpu.number;
      info.epoch = cpu.epoch;
      info.eoiTime = kernel.world.clock.jiffies + this.eventEoiDelay;
    }
    kernel.seams.acknowledgeChannel(kernel, info);
    this.runHandler(info);
    this.checkAlive(info, 'handle_irq_for_port');
  }

  private runHandler(info: EventIrq): void {
    const { kernel } = this;
    const { handler } = info;
    if (handler === null) return;
    kernel.emit(Ev.HandlerEnter, info.irq, info.domid);
    kernel.world.clock.spend(HANDLER_USEC);
    kernel.lockGraph.atomicDepth++;
    info.running++;
    handler.handleEvent(info.irq);
    info.running--;
    kernel.lockGraph.atomicDepth--;
    kernel.emit(Ev.HandlerExit, info.irq, info.domid);
  }

  /** Counts a spurious event; returns the delay of its EOI in jiffies (EOI-12..14). */
  private accountSpurious(info: EventIrq): number {
    const { kernel } = this;
    const delay = kernel.seams.spuriousDelay(kernel, info);
    if (delay > 0) {
      if (info.eoiTime === 0) info.eoiCpu = this.currentCpu;
      info.eoiTime = kernel.seams.putOffEoi(kernel, info, kernel.world.clock.jiffies + delay);
      info.stats.jiffiesEoiDelayed += delay;
    }
    info.stats.spuriousEvents++;
    return delay;
  }

  private finishEoi(info: EventIrq): void {
    const wasMasked = (info.maskReasons & MaskReason.EoiPending) !== 0;
    info.eoiTime = 0;
    info.isActive = false;
    if (wasMasked && info.maskReasons === MaskReason.EoiPending) this.kernel.emit(Ev.EoiDone, info.domid);
    this.removeMask(info, MaskReason.EoiPending);
  }

  private freeDying(): void {
    const { dying, kernel } = this;
    if (!kernel.seams.mayFreeEventIrq(kernel)) return;
    for (const info of dying) info.freed = true;
    dying.length = 0;
  }

  private checkAlive(info: EventIrq, site: string): void {
    if (info.freed)
      throw new KernelOops('use-after-free', site, 'event channel record used after it was freed');
  }
}
