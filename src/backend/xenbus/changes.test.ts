import { describe, expect, it } from 'vitest';
import { KernelOops } from '../../platform/oops.ts';
import { Ev, LockFault } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import type { Connection } from '../connection.ts';
import type { SleepingLock } from '../topology/list-lock.ts';
import { disconnect } from './disconnect.ts';
import { Rig } from './testing/rig.ts';
import { spinLock } from './testing/spin-lock.ts';

/** Every decision that a change may replace does replace it when it is wrapped. */
describe('seams', () => {
  it('connectionLock: sleeping under a spinlock is a fault (B12)', () => {
    const locks = new Map<Connection, SleepingLock>();
    const rig = new Rig({
      seams: {
        connectionLock(connection) {
          const known = locks.get(connection);
          if (known !== undefined) return known;
          const lock = spinLock(connection.driver.kernel, 'dev_lock');
          locks.set(connection, lock);
          return lock;
        },
      },
    });
    rig.connect(7);
    expect(rig.tape.of(Ev.LockFault).some(([kind]) => kind === LockFault.SleepInAtomic)).toBe(true);
  });

  it('pageNotMapped: a failing map that traps (C8)', () => {
    const rig = new Rig({
      seams: {
        pageNotMapped: () => {
          throw new KernelOops('bug', 'xen_pcibk_do_attach', 'map failed');
        },
      },
    });
    rig.writes(7, () => rig.create(7));
    rig.publish(7);
    rig.frontendKey(7, 'pci-op-ref', '0');
    expect(() => rig.writes(7, () => rig.frontendState(7, 3))).toThrow(KernelOops);
  });

  it('afterFailedBind: the page is unmapped before Closing (undo-failed-attach)', () => {
    const rig = new Rig({
      seams: { afterFailedBind: (connection) => connection.driver.seams.unmapPage(connection) },
    });
    rig.writes(7, () => rig.create(7));
    rig.publish(7);
    rig.world.faults.channelBind = 1;
    const from = rig.tape.records.length;
    rig.writes(7, () => rig.frontendState(7, 3));
    const codes = rig.tape.records.slice(from).map(({ code }) => code);
    expect(codes.indexOf(Ev.GrantUnmap)).toBeGreaterThan(0);
    expect(codes.indexOf(Ev.GrantUnmap)).toBeLessThan(codes.indexOf(Ev.StateSwitch));
    expect(rig.mapped(7)).toBe(0);
  });

  it('frontendClosed: Closed may be announced while the page is mapped (C9)', () => {
    const rig = new Rig({
      seams: {
        *frontendClosed(connection): Steps {
          connection.driver.kernel.xenbus.switchState(connection.xdev, 6);
          yield* disconnect(connection);
        },
      },
    });
    rig.connect(7);
    const from = rig.tape.records.length;
    rig.writes(7, () => rig.frontendState(7, 6));
    const codes = rig.tape.records.slice(from).map(({ code }) => code);
    expect(codes.indexOf(Ev.GrantUnmap)).toBeGreaterThan(codes.indexOf(Ev.StateSwitch));
  });

  it('forgetPage: a reference that survives its mapping (C6)', () => {
    const rig = new Rig({ seams: { forgetPage: () => {} } });
    rig.connect(7);
    rig.writes(7, () => rig.frontendState(7, 5));
    expect(() => rig.connection(7)?.page?.fetch32(0, 0)).toThrow(KernelOops);
  });

  it.each(['disconnectAtRemoval', 'releaseAtRemoval'] as const)(
    '%s: what a vanished frontend leaves behind (C2)',
    (id) => {
      const rig = new Rig({ seams: { *[id](): Steps {} } });
      rig.connect(7);
      rig.writes(7, () => rig.tools.remove(rig.tools.frontend(7)));
      expect(rig.mapped(7)).toBe(id === 'disconnectAtRemoval' ? 1 : 0);
      expect(rig.assigned('03:00.0')).toBe(id === 'releaseAtRemoval');
    },
  );

  it('mayAttach: decides alone whether an attach goes on (XB-20)', () => {
    const rig = new Rig({ seams: { mayAttach: () => false } });
    rig.connect(7);
    expect(rig.mapped(7)).toBe(0);
  });

  it('afterFailedSetup: may undo what was exported (XB-17)', () => {
    const errors: number[] = [];
    const rig = new Rig({
      seams: {
        *afterFailedSetup(connection, err): Steps {
          errors.push(err);
          const dev = connection.driver.devices.find(({ pdev }) => pdev === connection)?.dev;
          if (dev !== undefined)
            yield* connection.driver.topology?.releaseDevice(connection, dev, false) ?? [];
        },
      },
    });
    rig.writes(7, () => rig.create(7, { devices: ['0000:03:00.0', 'x'] }));
    expect(errors).toEqual([-34]);
    expect(rig.assigned('03:00.0')).toBe(false);
  });
});
