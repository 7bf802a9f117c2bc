import { describe, expect, it } from 'vitest';
import { EINVAL } from '../../abi/errno.ts';
import { PointKind } from '../../platform/points.ts';
import { Ev } from '../../platform/recorder.ts';
import { Snapshot } from '../../platform/snapshot.ts';
import { MaskReason } from './event-irq.ts';
import { EventStats } from './stats.ts';
import { EventRig, eoiGenuine, noEoi, type TestChannel } from './testing/event-rig.ts';

describe('bind', () => {
  it('EOI-01, EVT-07: the handler runs once inside the bind, with the irq that bind returns', () => {
    const rig = new EventRig();
    const { world, kernel } = rig;
    const port = world.channels.allocUnbound(5, 0);
    const irqs: number[] = [];
    const stats = new EventStats();
    const irq = kernel.events.bindInterdomainLateEoi(
      5,
      port,
      { handleEvent: (n) => void irqs.push(n) },
      stats,
    );
    expect([irqs, stats.events, stats.eventChannels]).toEqual([[irq], 1, 1]);
    expect(kernel.events.infoOf(irq)?.maskReasons).toBe(MaskReason.EoiPending);
    expect(rig.recorded(Ev.ChannelBind)).toEqual([[5, irq]]);
  });

  it('fails with -EINVAL for a port that is not offered, or by fault', () => {
    const rig = new EventRig();
    const { events } = rig.kernel;
    const handler = { handleEvent: noEoi };
    expect(events.bindInterdomainLateEoi(5, 3, handler, new EventStats())).toBe(-EINVAL);
    const port = rig.world.channels.allocUnbound(5, 0);
    rig.world.faults.channelBind = 1;
    expect(events.bindInterdomainLateEoi(5, port, handler, new EventStats())).toBe(-EINVAL);
    expect(rig.recorded(Ev.ChannelBind)).toEqual([
      [5, -EINVAL],
      [5, -EINVAL],
    ]);
    expect(events.bindInterdomainLateEoi(5, port, handler, new EventStats())).toBeGreaterThan(0);
  });
});

describe('dispatch', () => {
  it('EOI-03: an unknown port is ignored', () => {
    const rig = new EventRig();
    const { channels } = rig.world;
    const guest = channels.allocUnbound(5, 0);
    const port = channels.bindInterdomain(0, 5, guest);
    channels.unmask(0, port);
    expect([channels.isPending(0, port), rig.recorded(Ev.HandlerEnter)]).toEqual([true, []]);
  });

  it('EOI-04, 05, 23: from dispatch to EOI sends latch into one later delivery', () => {
    const rig = new EventRig();
    const channel = rig.channel();
    channel.send();
    expect([channel.runs, channel.stats.events, channel.info.isActive]).toEqual([1, 1, true]);
    expect(rig.world.channels.isPending(0, channel.info.port)).toBe(false);
    channel.send();
    channel.send();
    expect([channel.runs, rig.world.channels.isPending(0, channel.info.port)]).toEqual([1, true]);
    channel.eoi();
    expect(channel.runs).toBe(2);
    channel.eoi();
    expect([channel.runs, channel.info.isActive, channel.info.maskReasons]).toEqual([2, false, 0]);
  });

  it('EOI-06: changing the CPU while an EOI is pending does not unmask', () => {
    const rig = new EventRig();
    const channel = rig.channel();
    channel.send();
    channel.send();
    rig.kernel.events.setAffinity(channel.irq, 1);
    expect([channel.runs, channel.info.maskReasons]).toEqual([1, MaskReason.EoiPending]);
    channel.eoi();
    expect(channel.runs).toBe(2);
  });

  it('EOI-03: an active channel is not dispatched even when it is unmasked', () => {
    const rig = new EventRig({ channelStaysMasked: () => false });
    const channel = rig.channel();
    channel.behaviour = () => {
      channel.send();
      rig.kernel.events.setAffinity(channel.irq, 1);
    };
    channel.send();
    expect([channel.runs, rig.world.channels.isPending(0, channel.info.port)]).toEqual([1, true]);
  });

  it('EOI-03: the mark is what prevents a second run on another CPU', () => {
    const rig = new EventRig({ channelStaysMasked: () => false, takeChannel: () => true });
    const channel = rig.channel();
    channel.behaviour = () => {
      if (channel.runs > 1) return;
      channel.send();
      rig.kernel.events.setAffinity(channel.irq, 1);
      expect(channel.runs).toBe(2);
    };
    channel.send();
    expect(channel.runs).toBe(2);
  });

  it('a channel signalled during a handler on the same CPU is served after it, in the same upcall', () => {
    const rig = new EventRig();
    const order: string[] = [];
    const second = rig.channel((channel) => {
      order.push('second');
      channel.eoi();
    }, 6);
    const first = rig.channel((channel) => {
      order.push('first');
      second.send();
      order.push('end');
      channel.eoi();
    });
    first.send();
    expect(order).toEqual(['first', 'end', 'second']);
    expect(rig.kernel.events.cpus[0]?.inUpcall).toBe(false);
  });

  it('a channel of another CPU is served at once', () => {
    const rig = new EventRig();
    const order: string[] = [];
    const second = rig.channel((channel) => {
      order.push(`second on ${rig.kernel.events.currentCpu}`);
      channel.eoi();
    }, 6);
    rig.kernel.events.setAffinity(second.irq, 1);
    const first = rig.channel(() => {
      second.send();
      order.push(`end on ${rig.kernel.events.currentCpu}`);
    });
    first.send();
    expect(order).toEqual(['second on 1', 'end on 0']);
  });

  it('a handler runs in atomic context, between its records, and takes time', () => {
    const rig = new EventRig();
    const depths: number[] = [];
    const channel = rig.channel((running) => {
      depths.push(rig.kernel.lockGraph.atomicDepth);
      eoiGenuine(running);
    });
    const before = rig.world.clock.now;
    channel.send();
    expect([depths, rig.kernel.lockGraph.atomicDepth, rig.world.clock.now - before]).toEqual([[1], 0, 2]);
    expect(rig.records).toEqual([
      [Ev.GuestNotify, 5, 1],
      [Ev.HandlerEnter, channel.irq, 5],
      [Ev.Eoi, 5, 0, 0, 0],
      [Ev.EoiDone, 5],
      [Ev.HandlerExit, channel.irq, 5],
    ]);
  });
});

describe('notify', () => {
  it('sends to the other end', () => {
    const rig = new EventRig();
    const channel = rig.channel();
    rig.kernel.events.notify(channel.irq);
    expect([rig.world.channels.isPending(5, channel.guestPort), rig.recorded(Ev.Notify)]).toEqual([
      true,
      [[5, 1]],
    ]);
  });

  it('EVT-24: is dropped for an irq without channel', () => {
    const rig = new EventRig();
    const channel = rig.channel();
    rig.kernel.events.unbind(channel.irq);
    rig.kernel.events.notify(-1, 5);
    rig.kernel.events.notify(channel.irq);
    expect([rig.world.channels.isPending(5, channel.guestPort), rig.recorded(Ev.Notify)]).toEqual([
      false,
      [
        [5, 0],
        [-1, 0],
      ],
    ]);
  });

  it('notification and EOI are points; what happens there is what they meet', () => {
    const rig = new EventRig();
    const channel = rig.channel();
    const seen: number[][] = [];
    rig.world.ports.points = {
      armed: (1 << PointKind.Notify) | (1 << PointKind.Eoi),
      reach: (kind, name) => {
        seen.push([kind, name]);
        if (kind === PointKind.Notify) rig.kernel.events.unbind(channel.irq);
      },
    };
    channel.send();
    channel.eoi();
    rig.kernel.events.notify(channel.irq);
    channel.eoi();
    expect(seen).toEqual([
      [PointKind.Eoi, 0],
      [PointKind.Notify, 0],
    ]);
    expect(rig.recorded(Ev.Notify)).toEqual([[5, 0]]);
  });
});

it('several channels are served round robin', () => {
  const rig = new EventRig();
  const order: number[] = [];
  const note = (channel: TestChannel) => {
    order.push(channel.irq);
    channel.eoi();
  };
  const [a, b, c] = [rig.channel(note, 5), rig.channel(note, 6), rig.channel(note, 7)];
  b.behaviour = (channel) => {
    order.push(channel.irq);
    for (const other of [a, b, c]) if (order.length === 1) other.send();
    channel.eoi();
  };
  b.send();
  expect(order).toEqual([b.irq, c.irq, a.irq, b.irq]);
});

it('a snapshot brings back channels, queues and counters', () => {
  const rig = new EventRig();
  const channel = rig.channel((running) => running.eoi(true));
  channel.send();
  channel.send();
  const snapshot = new Snapshot([rig.world, rig.kernel, channel], [rig.world.ports, rig]);
  const { info } = channel;
  rig.jiffies(3);
  rig.kernel.events.unbind(channel.irq);
  rig.world.channels.close(5, channel.guestPort);
  rig.channel(noEoi, 6);
  snapshot.restore();
  expect([rig.kernel.events.infoOf(channel.irq), info.queued, channel.stats.eventChannels]).toEqual([
    info,
    true,
    1,
  ]);
  rig.jiffies(2);
  channel.send();
  expect([channel.runs, info.queued]).toEqual([3, false]);
});
