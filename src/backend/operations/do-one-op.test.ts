import { describe, expect, it } from 'vitest';
import {
  _XEN_PCIF_active,
  OP_CMD,
  OP_ERR,
  OP_MSIX_ENTRIES,
  OP_VALUE,
  SH_FLAGS,
  SH_OP,
  XEN_PCI_OP_conf_read,
  XEN_PCI_OP_conf_write,
  XEN_PCI_OP_enable_msix,
  XEN_PCIB_AERHANDLER,
} from '../../abi/pciif.ts';
import { PointKind, type Points } from '../../platform/points.ts';
import { Ev, Site } from '../../platform/recorder.ts';
import { PCIB_OP_PENDING } from '../connection.ts';
import { doOneOp } from './do-one-op.ts';
import { Fixture, GUEST } from './testing/fixture.ts';

/** Lets `act` happen at every point of one kind. */
function at(kind: PointKind, act: (name: number) => void): Points {
  return { armed: 1 << kind, reach: (reached, name) => reached === kind && act(name) };
}

describe('doOneOp', () => {
  it('EVT-12: a change of the request after the copy has no effect on it', () => {
    const fixture = new Fixture();
    const { page, world } = fixture;
    let flips = 0;
    world.ports.points = at(PointKind.Config, () => {
      page.write32(SH_OP + OP_CMD, 99);
      page.bytes.fill(0xee, SH_OP + 8, SH_OP + 28);
      flips++;
    });
    expect(fixture.perform({ cmd: XEN_PCI_OP_conf_read, offset: 0x0e, size: 1 })).toEqual({
      err: 0,
      value: 0,
    });
    expect(flips).toBe(1);
    expect(page.read32(SH_OP + OP_CMD)).toBe(99);
  });

  it('EVT-12: a change of a word before it is copied is part of the request', () => {
    const fixture = new Fixture();
    fixture.world.ports.points = at(PointKind.Fetch, (word) => {
      if (word === (SH_OP + 20) >> 2) fixture.page.write32(SH_OP + 20, 0x0e);
    });
    expect(fixture.perform({ cmd: XEN_PCI_OP_conf_read, offset: 0, size: 1 })).toEqual({ err: 0, value: 0 });
  });

  it('EVT-13, EVT-14: the lookup comes before the command; an unknown device echoes the value', () => {
    const fixture = new Fixture();
    fixture.data.enableIntx = true;
    expect(fixture.perform({ cmd: 99, devfn: 0x10, value: 0x55 })).toEqual({ err: -1, value: 0x55 });
    expect(fixture.recording.of(Ev.IrqRequest)).toEqual([]);
  });

  it('EVT-13: waits for the list of devices while somebody changes it', () => {
    const fixture = new Fixture();
    const { connection, driver, world } = fixture;
    const lock = driver.topology?.listLock(connection);
    let served = false;
    let free = false;
    fixture.run(
      (function* () {
        yield* lock?.acquire() ?? [];
        world.scheduler.spawn(
          'worker',
          'worker',
          GUEST,
          (function* () {
            fixture.post({ cmd: 99, value: 1 });
            yield* doOneOp(connection);
            served = free;
          })(),
        );
        yield undefined;
        yield undefined;
        free = true;
        lock?.release();
      })(),
    );
    expect(served).toBe(true);
    expect(fixture.reply()).toEqual({ err: -4, value: 1 });
  });

  it('EVT-16: a request that succeeds and changes enable_intx brings the helper in line', () => {
    const fixture = new Fixture();
    expect(fixture.writeCommand(0x0002)).toEqual({ err: 0, value: 2 });
    expect(fixture.data).toMatchObject({ enableIntx: true, isrOn: true, ackIntr: true });
  });

  it('EVT-16: one that changes it and fails leaves the helper as it was', () => {
    const fixture = new Fixture();
    fixture.driver.parameters.permissive = true;
    let reads = 0;
    fixture.world.ports.points = at(PointKind.Config, (register) => {
      if (register === 4 && fixture.data.enableIntx && reads++ === 0) fixture.world.faults.configRead = 1;
    });
    expect(fixture.writeCommand(0x0002).err).toBe(-3);
    expect(fixture.data).toMatchObject({ enableIntx: true, isrOn: false, ackIntr: false });
  });

  it('EVT-16: one that leaves enable_intx alone does not touch the helper', () => {
    const fixture = new Fixture();
    fixture.writeCommand(0x0002);
    fixture.data.ackIntr = false;
    fixture.recording.clear();
    fixture.writeCommand(0x0006);
    expect(fixture.data).toMatchObject({ isrOn: true, ackIntr: false });
    expect(fixture.recording.of(Ev.IrqRequest)).toEqual([]);
  });

  it('EVT-17, ABI-08: stores err, then value, and nothing else, for success and failure alike', () => {
    const fixture = new Fixture();
    for (const size of [4, 3]) {
      fixture.recording.clear();
      fixture.perform({ cmd: XEN_PCI_OP_conf_write, offset: 0x08, size, value: 0x1234 });
      expect(fixture.recording.of(Ev.Store)).toEqual([
        [GUEST, SH_OP + OP_ERR, 4, size === 4 ? 0 : 0xfffffffe, Site.xen_pcibk_do_one_op],
        [GUEST, SH_OP + OP_VALUE, 4, 0x1234, Site.xen_pcibk_do_one_op],
      ]);
    }
  });

  it('EVT-18: returns as many vectors as were asked for', () => {
    const fixture = new Fixture();
    expect(fixture.enableMsix([0, 1])).toEqual({ err: 0, value: 0 });
    const vectors = fixture.recording.of(Ev.Store).slice(2);
    expect(vectors.map(([, offset, bytes]) => [offset, bytes])).toEqual([
      [SH_OP + OP_MSIX_ENTRIES, 2],
      [SH_OP + OP_MSIX_ENTRIES + 4, 2],
    ]);
  });

  it('EVT-18: returns no vectors when it failed, nor for another command', () => {
    const fixture = new Fixture();
    fixture.perform({ cmd: XEN_PCI_OP_enable_msix, value: 129 });
    fixture.perform({ cmd: XEN_PCI_OP_conf_write, value: 5, offset: 8, size: 4 });
    expect(fixture.recording.of(Ev.Store)).toHaveLength(4);
  });

  it('EVT-19, EVT-20: clears PCIF_active alone, notifies once, then allows the next request', () => {
    const fixture = new Fixture();
    const { connection, page } = fixture;
    page.write32(SH_FLAGS, XEN_PCIB_AERHANDLER | 0x100);
    let pendingAtNotify = false;
    fixture.kernel.world.ports.points = at(PointKind.Notify, () => {
      pendingAtNotify = connection.testBit(PCIB_OP_PENDING);
    });
    fixture.perform({ cmd: XEN_PCI_OP_conf_read, size: 4 });
    const order = fixture.recording.entries
      .map(({ code }) => code)
      .filter((code) => code === Ev.Store || code === Ev.FlagBit || code === Ev.Notify);
    expect(order).toEqual([Ev.Store, Ev.Store, Ev.FlagBit, Ev.Notify]);
    expect(fixture.recording.of(Ev.FlagBit)[0]?.slice(1, 3)).toEqual([_XEN_PCIF_active, 2]);
    expect(page.read32(SH_FLAGS)).toBe(XEN_PCIB_AERHANDLER | 0x100);
    expect(pendingAtNotify).toBe(true);
    expect(connection.testBit(PCIB_OP_PENDING)).toBe(false);
  });
});
