import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { EventRig, type TestChannel } from './testing/event-rig.ts';

const USEC_PER_JIFFY = 4000;

/** A guest that signals again during every run; each run takes `usec` and is ended at once. */
function stormy(rig: EventRig, usec: number, limit = 2000): TestChannel {
  return rig.channel((channel) => {
    rig.world.clock.spend(usec);
    if (channel.runs < limit) channel.send();
    channel.eoi();
  });
}

describe('storm', () => {
  it('EOI-30, 31, 33: after two jiffies, seen at a 256th event, EOIs are put off by ten', () => {
    const rig = new EventRig();
    const channel = stormy(rig, 100);
    channel.send();
    expect(channel.runs).toBe(512);
    expect(channel.info.queued).toBe(true);
    expect(channel.info.eoiTime).toBeGreaterThanOrEqual(rig.world.clock.jiffies + 9);
    expect(rig.recorded(Ev.Eoi).at(-1)).toEqual([5, 0, 0, 1]);
    rig.jiffies(9);
    expect(channel.runs).toBe(512);
    rig.jiffies(2);
    expect(channel.runs).toBeGreaterThan(512);
  });

  it('EOI-30: a long upcall that is fast enough goes on', () => {
    const rig = new EventRig();
    const channel = stormy(rig, 1);
    channel.send();
    expect([channel.runs, channel.info.queued]).toEqual([2000, false]);
  });

  it('EOI-33: both times can be set', () => {
    const rig = new EventRig();
    rig.kernel.events.eventLoopTimeout = 20;
    rig.kernel.events.eventEoiDelay = 3;
    const channel = stormy(rig, 100);
    channel.send();
    expect(channel.runs).toBe(1280);
    rig.jiffies(4);
    expect(channel.runs).toBeGreaterThan(1280);
  });

  /** Brings CPU 0 into deferring mode, where `other` is then dispatched. */
  function inStorm(other: (rig: EventRig) => TestChannel) {
    const rig = new EventRig();
    const second = other(rig);
    const channel = rig.channel((running) => {
      rig.world.clock.spend(100);
      if (running.runs === 512) second.send();
      else running.send();
      running.eoi();
    }, 6);
    channel.send();
    return { rig, channel, second };
  }

  it('EOI-15, 32: an EOI after the upcall has ended is made at once', () => {
    const { channel, second } = inStorm((rig) => rig.channel());
    expect([channel.info.queued, second.runs]).toEqual([true, 1]);
    expect(second.info.eoiTime).toBeGreaterThan(0);
    second.eoi();
    expect([second.info.queued, second.info.eoiTime, second.info.isActive]).toEqual([false, 0, false]);
  });

  it('EOI-34: deferring ends with the upcall', () => {
    const { channel, rig, second } = inStorm((made) => made.channel((running) => running.eoi()));
    expect(second.info.queued).toBe(true);
    rig.jiffies(20);
    channel.behaviour = (running) => running.eoi();
    channel.send();
    expect(channel.info.queued).toBe(false);
  });

  it('EOI-35: a spurious delay replaces that of the storm', () => {
    const { rig, second } = inStorm((made) => {
      const spurious = made.channel((running) => running.eoi(true));
      spurious.info.spuriousCount = 1;
      return spurious;
    });
    expect(second.info.queued).toBe(true);
    expect(second.info.eoiTime).toBe(rig.world.clock.jiffies + 1);
    expect(rig.kernel.events.cpus[0]?.due).toBe((rig.world.clock.jiffies + 1) * USEC_PER_JIFFY);
  });
});
