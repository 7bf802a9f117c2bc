import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import type { EventCpu } from './event-cpu.ts';
import { EventIrq } from './event-irq.ts';
import { EventStats } from './stats.ts';
import { EventRig, eoiGenuine, eoiSpurious, type TestChannel } from './testing/event-rig.ts';

/** Delay in jiffies of each of `count` consecutive spurious events. */
function delays(rig: EventRig, channel: TestChannel, count: number): number[] {
  rig.records.length = 0;
  for (let i = 0; i < count; i++) {
    channel.send();
    rig.jiffies(300);
  }
  return rig.recorded(Ev.Eoi).map((record) => record[2] as number);
}

describe('spurious events', () => {
  it.each([
    [1, [0, 1, 0, 1, 0, 1, 0, 1]],
    [3, [0, 0, 0, 1, 0, 0, 0, 1]],
    [0, [0, 1, 0, 1, 0, 1, 0, 1]],
  ])('EOI-19: with threshold %i the delays are as in A.5', (threshold, expected) => {
    const rig = new EventRig();
    const channel = rig.channel(eoiSpurious);
    channel.stats.spuriousThreshold = threshold;
    expect(delays(rig, channel, 8)).toEqual(expected);
    expect(channel.stats.spuriousEvents).toBe(8);
    expect(channel.stats.jiffiesEoiDelayed).toBe(expected.reduce((sum, delay) => sum + delay, 0));
  });

  it('EOI-12, 13, 20: were the count kept, delays would double up to one second', () => {
    const rig = new EventRig({ countAfterDelayedEoi: (_kernel, info) => info.spuriousCount });
    const channel = rig.channel(eoiSpurious);
    expect(delays(rig, channel, 12)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 250, 250, 250]);
    expect(channel.info.spuriousCount).toBe(10);
  });

  it('EOI-20: a threshold at the ceiling means never delayed', () => {
    const rig = new EventRig();
    const channel = rig.channel(eoiSpurious);
    channel.stats.spuriousThreshold = 10;
    expect(new Set(delays(rig, channel, 30))).toEqual(new Set([0]));
    expect(channel.info.spuriousCount).toBe(10);
  });

  it('EOI-11, 24: a genuine event in between resets the count', () => {
    const rig = new EventRig();
    let turn = 0;
    const channel = rig.channel((running) => (turn++ % 2 ? eoiGenuine : eoiSpurious)(running));
    expect(new Set(delays(rig, channel, 10))).toEqual(new Set([0]));
    expect(channel.stats.spuriousEvents).toBe(5);
  });

  it('EOI-23: a flood costs about two runs per jiffy', () => {
    const rig = new EventRig();
    const channel = rig.channel(eoiSpurious);
    for (let usec = 0; usec < 50 * 4000; usec += 20) {
      channel.send();
      rig.world.scheduler.advance(20);
    }
    expect(channel.runs).toBeGreaterThan(90);
    expect(channel.runs).toBeLessThan(106);
  });
});

describe('EOI', () => {
  it('EOI-10: of an unknown irq, or of one that waits for a delayed EOI, does nothing', () => {
    const rig = new EventRig();
    const channel = rig.channel(eoiSpurious);
    rig.kernel.events.lateEoi(-1, false);
    expect(rig.records).toEqual([]);
    channel.send();
    channel.send();
    expect(channel.info.queued).toBe(true);
    channel.send();
    channel.eoi();
    channel.eoi(true);
    expect([channel.runs, channel.info.queued, channel.stats.spuriousEvents]).toEqual([2, true, 2]);
    expect(rig.recorded(Ev.Eoi).slice(1)).toEqual([
      [5, 1, 1, 1],
      [5, 0, 0, 1],
      [5, 1, 0, 1],
    ]);
  });

  it('EOI-15, 16, 18: a delayed EOI comes with the next jiffy, not spurious, and delivers what was latched', () => {
    const rig = new EventRig();
    const channel = rig.channel(eoiSpurious);
    channel.send();
    channel.send();
    channel.send();
    expect([channel.runs, rig.world.channels.isPending(0, channel.info.port)]).toEqual([2, true]);
    rig.records.length = 0;
    rig.jiffies(1);
    expect([channel.runs, channel.info.spuriousCount, channel.info.queued]).toEqual([3, 1, false]);
    expect(rig.records.map(([code]) => code)).toEqual([
      Ev.EoiDone,
      Ev.HandlerEnter,
      Ev.Eoi,
      Ev.EoiDone,
      Ev.HandlerExit,
    ]);
  });
});

describe('queue of delayed EOIs', () => {
  function setUp() {
    const rig = new EventRig();
    const cpu = rig.kernel.events.cpus[0] as EventCpu;
    const at = (irq: number, eoiTime: number): EventIrq => {
      const info = new EventIrq(irq, 0, 5, new EventStats());
      info.eoiTime = eoiTime;
      cpu.enqueue(info);
      return info;
    };
    return { rig, cpu, at, order: () => cpu.queue.map(({ irq }) => irq) };
  }

  it('EOI-17: is ordered by time, first come first served among equals', () => {
    const { at, order } = setUp();
    at(1, 20);
    at(2, 10);
    at(3, 20);
    at(4, 10);
    at(5, 15);
    at(6, 5);
    expect(order()).toEqual([6, 2, 4, 5, 1, 3]);
  });

  it('EOI-17: only a new head sets the timer; one jiffy when its time has passed', () => {
    const { at, cpu, rig } = setUp();
    rig.world.clock.now = 3 * 4000 + 17;
    at(1, 10);
    expect(cpu.due).toBe(10 * 4000);
    at(2, 12);
    expect(cpu.due).toBe(10 * 4000);
    at(3, 2);
    expect(cpu.due).toBe(4 * 4000);
  });

  it('EOI-18: an expiry makes what is due and sets the timer for the rest', () => {
    const { at, cpu, rig, order } = setUp();
    const due = at(1, 2);
    at(2, 3);
    at(3, 9);
    rig.jiffies(4);
    expect([order(), cpu.due, due.queued, due.eoiTime]).toEqual([[3], 9 * 4000, false, 0]);
    rig.jiffies(5);
    expect([order(), cpu.due]).toEqual([[], Number.POSITIVE_INFINITY]);
  });
});

it('EOI-13, 15: a delayed EOI waits in the queue of the CPU that computed the delay', () => {
  const rig = new EventRig();
  const channel = rig.channel(eoiSpurious);
  rig.kernel.events.setAffinity(channel.irq, 1);
  channel.send();
  channel.send();
  expect(rig.kernel.events.cpus.map(({ queue }) => queue.length)).toEqual([0, 1]);
  rig.jiffies(1);
  expect([channel.info.queued, channel.info.isActive]).toEqual([false, false]);
});
