import { describe, expect, it, vi } from 'vitest';
import { SH_FLAGS } from '../../abi/pciif.ts';
import { KernelOops } from '../../platform/oops.ts';
import { Ev, Site } from '../../platform/recorder.ts';
import { PCIB_EOI_PENDING, PCIB_OP_PENDING } from '../connection.ts';
import { handleEvent } from './handler.ts';
import { lateEoi } from './late-eoi.ts';
import { ChannelRig, GUEST } from './testing/channel-rig.ts';

const bits = [false, true];
const states = bits.flatMap((active) =>
  bits.flatMap((opActive) =>
    bits.flatMap((aer) => bits.map((aerWait) => ({ active, opActive, aer, aerWait }))),
  ),
);

describe('EVT-04, 05, 22: decision table', () => {
  it.each(states)('PCIF $active, OP_ACTIVE $opActive, PCIB $aer, AER_WAIT $aerWait', (state) => {
    const rig = ChannelRig.bound();
    const { connection, driver } = rig;
    rig.state(state);
    const wake = vi.spyOn(driver.aerWaitQueue, 'wakeAll');
    rig.send();
    const scheduled = state.active && !state.opActive;
    const woken = !state.aer && state.aerWait;
    expect(connection.opWork.pending).toBe(scheduled);
    expect(wake).toHaveBeenCalledTimes(woken ? 1 : 0);
    expect(rig.recorded(Ev.Eoi)).toEqual(scheduled || woken ? [] : [[GUEST, 1, 0, 0]]);
    expect(connection.testBit(PCIB_EOI_PENDING)).toBe(scheduled || woken);
    expect(connection.testBit(PCIB_OP_PENDING)).toBe(state.opActive || scheduled);
    expect(rig.stats.spuriousEvents).toBe(scheduled || woken ? 0 : 1);
  });
});

describe('handler', () => {
  it('EVT-02: records the irq of an event that comes before bind has returned', () => {
    const rig = new ChannelRig();
    let seen = -1;
    rig.driver.aerWaitQueue.wakeAll = () => {
      seen = rig.connection.evtchnIrq;
    };
    rig.state({ aerWait: true });
    rig.bind();
    expect(seen).toBe(rig.connection.evtchnIrq);
  });

  it('EVT-02: warns when an EOI is pending, and goes on', () => {
    const rig = ChannelRig.bound();
    rig.connection.setBit(PCIB_EOI_PENDING);
    handleEvent(rig.connection, rig.connection.evtchnIrq);
    expect(rig.recorded(Ev.Warn).length).toBe(1);
    expect(rig.recorded(Ev.Eoi).length).toBe(1);
    rig.send();
    expect(rig.recorded(Ev.Warn).length).toBe(1);
  });

  it('EVT-06: without a page it faults', () => {
    const rig = ChannelRig.bound();
    rig.connection.page = null;
    expect(() => rig.send()).toThrow(KernelOops);
  });

  it('looks at the flags twice, in this order', () => {
    const rig = ChannelRig.bound();
    rig.send();
    expect(rig.recorded(Ev.FlagBit)).toEqual([
      [GUEST, 0, 0, 0, Site.xen_pcibk_test_op_pending],
      [GUEST, 2, 0, 0, Site.xen_pcibk_test_and_schedule_op],
    ]);
  });

  it('EOI-22: an event with a request of nonsense is not spurious', () => {
    const rig = ChannelRig.bound();
    rig.page.bytes.fill(0xff, 4);
    rig.post();
    rig.send();
    rig.settle();
    expect([rig.stats.events, rig.stats.spuriousEvents]).toEqual([1, 0]);
  });
});

describe('EVT-07: the event of the bind', () => {
  it('serves a request that was posted before, without any event', () => {
    const rig = new ChannelRig();
    rig.post();
    rig.bind();
    rig.settle();
    expect([rig.waiting, rig.stats.events, rig.stats.spuriousEvents]).toEqual([false, 1, 0]);
  });

  it('is otherwise one spurious event, and there is no polling afterwards', () => {
    const rig = new ChannelRig();
    rig.bind();
    rig.post();
    rig.world.scheduler.advance(1_000_000);
    expect([rig.waiting, rig.stats.events, rig.stats.spuriousEvents]).toEqual([true, 1, 1]);
    rig.send();
    rig.settle();
    expect(rig.waiting).toBe(false);
  });
});

describe('EOI', () => {
  it('EVT-26: is made once per event', () => {
    const rig = ChannelRig.bound();
    lateEoi(rig.connection, false);
    expect(rig.recorded(Ev.Eoi)).toEqual([]);
    rig.connection.setBit(PCIB_EOI_PENDING);
    lateEoi(rig.connection, false);
    lateEoi(rig.connection, true);
    expect(rig.recorded(Ev.Eoi)).toEqual([[GUEST, 0, 0, 0]]);
  });

  it('EVT-29: with AER_WAIT left set, an event is woken for and never ended: the channel is dead', () => {
    const rig = ChannelRig.bound();
    rig.state({ aerWait: true });
    rig.send();
    rig.post();
    rig.send();
    rig.world.scheduler.advance(10_000_000);
    expect([rig.waiting, rig.stats.events, rig.recorded(Ev.Eoi).length]).toEqual([true, 1, 0]);
  });

  it('EVT-29: the wake test is a seam, so a late answer can be made an ordinary spurious event', () => {
    const rig = ChannelRig.bound({ aerAnswered: () => false });
    rig.state({ aerWait: true });
    rig.send();
    expect(rig.recorded(Ev.Eoi)).toEqual([[GUEST, 1, 0, 0]]);
  });
});

it('ABI-05: the handler writes nothing to the page', () => {
  const rig = ChannelRig.bound();
  rig.page.write32(SH_FLAGS, 0xffff_fff8);
  rig.send();
  expect(rig.page.read32(SH_FLAGS)).toBe(0xffff_fff8);
  expect(rig.recorded(Ev.Store)).toEqual([]);
});
