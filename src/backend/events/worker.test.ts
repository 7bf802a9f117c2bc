import { describe, expect, it } from 'vitest';
import { OP_ERR, SH_OP } from '../../abi/pciif.ts';
import { PointKind } from '../../platform/points.ts';
import { Ev } from '../../platform/recorder.ts';
import { INVALID_EVTCHN_IRQ, PCIB_EOI_PENDING, PCIB_OP_PENDING } from '../connection.ts';
import { ChannelRig, GUEST } from './testing/channel-rig.ts';

describe('worker', () => {
  it('EVT-10, 20: serves one request, notifies once, and ends the event as not spurious', () => {
    const rig = ChannelRig.bound();
    rig.post();
    rig.send();
    expect(rig.recorded(Ev.Eoi)).toEqual([]);
    rig.settle();
    expect([rig.waiting, rig.page.read32(SH_OP + OP_ERR) | 0]).toEqual([false, -1]);
    expect([rig.recorded(Ev.Notify), rig.recorded(Ev.Eoi)]).toEqual([[[GUEST, 1]], [[GUEST, 0, 0, 0]]]);
    expect([rig.connection.testBit(PCIB_OP_PENDING), rig.connection.testBit(PCIB_EOI_PENDING)]).toEqual([
      false,
      false,
    ]);
  });

  it('EVT-21, 22, 23: a request posted at the notification is served in the same run; its event is spurious later', () => {
    const rig = ChannelRig.bound();
    let more = 2;
    rig.at(PointKind.Notify, () => {
      if (more-- <= 0) return;
      rig.post();
      rig.send();
    });
    rig.post();
    rig.send();
    rig.settle();
    expect([rig.waiting, rig.recorded(Ev.Notify).length, rig.recorded(Ev.WorkStart).length]).toEqual([
      false,
      3,
      1,
    ]);
    expect(rig.recorded(Ev.Eoi)).toEqual([
      [GUEST, 0, 0, 0],
      [GUEST, 1, 0, 0],
    ]);
    expect([rig.stats.events, rig.stats.spuriousEvents]).toEqual([2, 1]);
  });

  it('EVT-11: an event during a run starts no second worker', () => {
    const rig = ChannelRig.bound();
    rig.post();
    rig.send();
    const [task] = rig.world.scheduler.tasks;
    rig.at(PointKind.Notify, () => {
      rig.post();
      rig.send();
      expect(rig.world.scheduler.tasks).toEqual([task]);
    });
    rig.world.scheduler.budget = 20;
    rig.settle();
    expect(rig.recorded(Ev.TaskStart).length).toBe(1);
  });

  it('EVT-10: goes on as long as requests are posted', () => {
    const rig = ChannelRig.bound();
    rig.at(PointKind.Notify, () => rig.post());
    rig.post();
    rig.send();
    rig.world.scheduler.budget = 100;
    rig.settle();
    expect(rig.recorded(Ev.Notify).length).toBeGreaterThan(90);
    expect(rig.recorded(Ev.StepLimit).length).toBe(1);
  });

  it('EVT-24: a request served after the unbind completes unheard', () => {
    const rig = ChannelRig.bound();
    rig.post();
    rig.send();
    rig.kernel.events.unbind(rig.connection.evtchnIrq);
    rig.connection.evtchnIrq = INVALID_EVTCHN_IRQ;
    rig.settle();
    expect([rig.waiting, rig.page.read32(SH_OP + OP_ERR) | 0]).toEqual([false, -1]);
    expect(rig.recorded(Ev.Notify).map(([, bound]) => bound)).toEqual([0]);
    expect(rig.recorded(Ev.Eoi)).toEqual([]);
    expect(rig.connection.testBit(PCIB_EOI_PENDING)).toBe(false);
  });

  it('EVT-30: completing a request that was abandoned completes the one posted meanwhile', () => {
    const rig = ChannelRig.bound();
    let once = true;
    rig.at(PointKind.Store, () => {
      if (once) rig.page.write32(SH_OP, 99);
      once = false;
    });
    rig.post();
    rig.send();
    rig.settle();
    expect([rig.waiting, rig.recorded(Ev.Notify).length, rig.page.read32(SH_OP)]).toEqual([false, 1, 99]);
  });

  it('whether it continues, and its end, are seams', () => {
    const served: number[] = [];
    const rig = ChannelRig.bound({
      workerContinues: (connection, count) => {
        served.push(count);
        return count < 3 && connection.driver.seams.testOpPending(connection);
      },
    });
    rig.at(PointKind.Notify, () => rig.post());
    rig.post();
    rig.send();
    rig.settle();
    expect([served, rig.recorded(Ev.Notify).length, rig.recorded(Ev.Eoi).length]).toEqual([[1, 2, 3], 3, 1]);
  });
});
