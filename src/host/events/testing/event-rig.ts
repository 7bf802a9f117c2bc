import { testKernelConfig } from '../../../host/testing/kernel-config.ts';
import type { Ev } from '../../../platform/recorder.ts';
import { World } from '../../../platform/world.ts';
import { Kernel } from '../../kernel.ts';
import { type HostSeams, hostSeams } from '../../seams.ts';
import type { ChannelHandler, EventIrq } from '../event-irq.ts';
import { EventStats } from '../stats.ts';

/** One bound channel; what its handler does is replaceable. */
export class TestChannel implements ChannelHandler {
  readonly stats = new EventStats();
  readonly guestPort: number;
  irq = -1;
  /** Handler runs since the last {@link EventRig.channel}; the run made by the bind is not counted. */
  runs = 0;
  /** Called in every run. */
  behaviour: (channel: TestChannel) => void;
  private readonly rig: EventRig;
  private readonly domid: number;

  constructor(rig: EventRig, domid: number, behaviour: (channel: TestChannel) => void) {
    this.rig = rig;
    this.domid = domid;
    this.behaviour = behaviour;
    this.guestPort = rig.world.channels.allocUnbound(domid, 0);
  }

  handleEvent(irq: number): void {
    this.irq = irq;
    this.runs++;
    this.behaviour(this);
  }

  get info(): EventIrq {
    return this.rig.kernel.events.infoOf(this.irq) as EventIrq;
  }

  send(): void {
    this.rig.world.channels.send(this.domid, this.guestPort);
  }

  eoi(spurious = false): void {
    this.rig.kernel.events.lateEoi(this.irq, spurious);
  }
}

export const eoiSpurious = (channel: TestChannel): void => channel.eoi(true);
export const eoiGenuine = (channel: TestChannel): void => channel.eoi(false);
export const noEoi = (): void => {};

/** A kernel with recorded events and channels to guests. */
export class EventRig {
  readonly world = new World();
  readonly kernel: Kernel;
  readonly records: number[][] = [];

  constructor(seams: Partial<HostSeams> = {}) {
    this.kernel = new Kernel(this.world, { ...hostSeams, ...seams }, testKernelConfig);
    this.world.ports.recorder = {
      emit: (code, ...values) =>
        void this.records.push([code, ...values.filter((value) => value !== undefined)]),
      text: () => 1,
      wordByWord: false,
    };
  }

  /** Binds a channel, ends the event that binding causes, and starts counting from there. */
  channel(behaviour: (channel: TestChannel) => void = noEoi, domid = 5): TestChannel {
    const channel = new TestChannel(this, domid, eoiGenuine);
    this.kernel.events.bindInterdomainLateEoi(domid, channel.guestPort, channel, channel.stats);
    channel.behaviour = behaviour;
    channel.runs = 0;
    channel.stats.events = 0;
    this.records.length = 0;
    return channel;
  }

  /** Arguments of all records of one kind. */
  recorded(code: Ev): number[][] {
    return this.records.filter(([found]) => found === code).map((record) => record.slice(1));
  }

  /** Lets jiffies pass. */
  jiffies(count: number): void {
    this.world.scheduler.advance(count * 4000);
  }
}
