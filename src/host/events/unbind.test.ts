import { describe, expect, it } from 'vitest';
import { KernelOops } from '../../platform/oops.ts';
import { Ev, LockFault } from '../../platform/recorder.ts';
import { EventRig, eoiGenuine, eoiSpurious } from './testing/event-rig.ts';

describe('unbind', () => {
  it('EOI-25: removes a delayed EOI; later EOIs are no-ops', () => {
    const rig = new EventRig();
    const channel = rig.channel(eoiSpurious);
    channel.send();
    channel.send();
    const { info } = channel;
    expect(info.queued).toBe(true);
    rig.kernel.events.unbind(channel.irq);
    rig.records.length = 0;
    rig.kernel.events.lateEoi(channel.irq, false);
    rig.jiffies(5);
    expect([rig.records, info.queued, info.freed, channel.stats.eventChannels]).toEqual([[], false, true, 0]);
  });

  it('EVT-24: frees irq and port, ends delivery, and is idempotent', () => {
    const rig = new EventRig();
    const channel = rig.channel(eoiGenuine);
    const { port } = channel.info;
    rig.kernel.events.unbind(channel.irq);
    rig.kernel.events.unbind(channel.irq);
    channel.send();
    expect(rig.recorded(Ev.ChannelUnbind)).toEqual([[5, channel.irq]]);
    expect([
      channel.runs,
      rig.world.channels.isClosed(0, port),
      rig.kernel.irqs.lines.has(channel.irq),
    ]).toEqual([0, true, false]);
  });

  it('EOI-25: a record unbound during its own handler is freed when the event loop is left', () => {
    const rig = new EventRig();
    const channel = rig.channel(() => {
      rig.kernel.events.unbind(channel.irq);
      expect(info.freed).toBe(false);
    });
    const { info } = channel;
    channel.send();
    expect([info.freed, channel.runs]).toEqual([true, 1]);
  });

  it('EOI-25: freed at once it would be used after that', () => {
    const rig = new EventRig({ mayFreeEventIrq: () => true });
    const channel = rig.channel(() => rig.kernel.events.unbind(channel.irq));
    expect(() => channel.send()).toThrow(KernelOops);
  });

  it('the mapping goes before the port, so that a new owner of the port keeps its own', () => {
    const rig = new EventRig();
    const first = rig.channel(eoiGenuine);
    const { port } = first.info;
    rig.kernel.events.unbind(first.irq);
    const second = rig.channel(eoiGenuine, 6);
    expect(second.info.port).toBe(port);
    second.send();
    expect([first.runs, second.runs]).toEqual([0, 1]);
  });
});

describe('unbindFromIrqHandler', () => {
  it('EVT-06: waits for a run in progress, lets no other begin, and then unbinds', () => {
    const rig = new EventRig();
    const { scheduler } = rig.world;
    const bound: boolean[] = [];
    const channel = rig.channel((running) => {
      const task = scheduler.spawn(
        'disconnect',
        'xenwatch',
        5,
        rig.kernel.events.unbindFromIrqHandler(channel.irq),
      );
      rig.kernel.lockGraph.atomicDepth--;
      scheduler.step(task);
      rig.kernel.lockGraph.atomicDepth++;
      bound.push(rig.kernel.events.infoOf(channel.irq) !== undefined, scheduler.canRun(task));
      running.send();
      running.eoi();
    });
    channel.send();
    expect([channel.runs, bound]).toEqual([1, [true, false]]);
    scheduler.settle();
    expect(rig.kernel.events.infoOf(channel.irq)).toBeUndefined();
    expect(channel.runs).toBe(1);
  });

  it('is done at once when no handler runs', () => {
    const rig = new EventRig();
    const channel = rig.channel();
    channel.send();
    rig.world.scheduler.spawn(
      'disconnect',
      'xenwatch',
      5,
      rig.kernel.events.unbindFromIrqHandler(channel.irq),
    );
    rig.world.scheduler.settle();
    expect(rig.recorded(Ev.ChannelUnbind)).toEqual([[5, channel.irq]]);
    expect(rig.recorded(Ev.TaskEnd).length).toBe(1);
  });

  it('may sleep, so an atomic caller is at fault', () => {
    const rig = new EventRig();
    const channel = rig.channel();
    rig.kernel.lockGraph.atomicDepth = 1;
    rig.kernel.events.unbindFromIrqHandler(channel.irq).next();
    expect(rig.recorded(Ev.LockFault)[0]?.[0]).toBe(LockFault.SleepInAtomic);
  });
});
