import { describe, expect, it } from 'vitest';
import { KernelOops } from '../../platform/oops.ts';
import { Ev, LockFault } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import type { BackendSeams } from '../seams.ts';
import { Rig } from '../xenbus/testing/rig.ts';
import { spinLock } from '../xenbus/testing/spin-lock.ts';
import type { TestFunction } from '../xenbus/testing/test-functions.ts';
import { allocateEntry } from './list-lock.ts';
import { returnDevice } from './return-device.ts';
import type { VpciData } from './vpci.ts';

/** Functions of A.12 in the order in which they are added, with the virtual slot and function each gets. */
const placements: readonly (TestFunction & { readonly virtual: string })[] = [
  { at: '01:05.3', virtual: '00.03' },
  { at: '01:05.0', virtual: '00.00' },
  { at: '02:05.1', virtual: '01.01' },
  { at: '02:10.0', vfOf: '02:00.0', virtual: '02.00' },
  { at: '02:10.1', vfOf: '02:00.0', virtual: '03.01' },
  { at: '02:10.2', vfOf: '02:00.0', virtual: '03.02' },
  { at: '01:00.0', secondaryBus: 9, virtual: '04.00' },
];

const devices = placements.map(({ at }) => `0000:${at}`);

function placed(): Rig {
  const rig = new Rig({ functions: [{ at: '02:00.0' }, ...placements] });
  rig.connect(7, { devices });
  return rig;
}

const find = (rig: Rig, domain: number, bus: number, devfn: number) => {
  const connection = rig.connection(7);
  if (connection === undefined) throw new Error('not connected');
  return rig.driver.topology?.getPciDev(connection, domain, bus, devfn)?.name;
};

describe('vpci placement (A.12)', () => {
  it('groups functions of one physical slot, keeps function numbers, and leaves VF 0 alone (VPCI-02..05, 07)', () => {
    const rig = placed();
    const keys = rig.tools.keys(7);
    const virtual = placements.map((_, i) => keys[`vdev-${i}`]);
    expect(virtual).toEqual(placements.map((placement) => `0000:00:${placement.virtual}`));
    expect(rig.state(7)).toBe('Connected');
  });

  it('finds devices in domain 0, bus 0 only, whatever the high bits of devfn say (VPCI-09, VPCI-10)', () => {
    const rig = placed();
    expect(find(rig, 0, 0, 0x03)).toBe('0000:01:05.3');
    expect(find(rig, 0, 0, 0x103)).toBe('0000:01:05.3');
    expect(find(rig, 0, 0, 0xffffff03)).toBe('0000:01:05.3');
    expect(find(rig, 1, 0, 0x03)).toBeUndefined();
    expect(find(rig, 0, 1, 0x03)).toBeUndefined();
    expect(find(rig, 0, 0, 0x01)).toBeUndefined();
    expect(find(rig, 0, 0, 0x10)).toBe('0000:02:10.0');
  });

  it('answers an exact devfn only where a change says so (VPCI-10)', () => {
    const rig = new Rig({ seams: { devfnNamesDevice: (_driver, devfn) => devfn <= 0xff } });
    rig.connect(7);
    expect(find(rig, 0, 0, 0)).toBe('0000:03:00.0');
    expect(find(rig, 0, 0, 0x100)).toBeUndefined();
  });

  it('puts a lone VF 0 with others where a change forgets it (B15)', () => {
    const rig = new Rig({
      functions: [{ at: '02:00.0' }, ...placements],
      seams: {
        sharesSlot: (_driver, first, dev) => first.bus === dev.bus && first.devfn >> 3 === dev.devfn >> 3,
      },
    });
    rig.connect(7, { devices });
    expect(rig.tools.keys(7)['vdev-4']).toBe('0000:00:02.01');
  });

  it('uses an emptied slot again (VPCI-04, VPCI-11)', () => {
    const rig = placed();
    rig.tools.detach(7, 2);
    rig.writes(7, () => rig.frontendState(7, 7));
    rig.writes(7, () => rig.frontendState(7, 4));
    rig.tools.write(`${rig.tools.backend(7)}/state-2`, '3');
    rig.tools.attach(7, 7, '0000:02:00.0');
    rig.writes(7, () => rig.frontendState(7, 7));
    expect(rig.tools.keys(7)['vdev-7']).toBe('0000:00:01.00');
  });

  it('ignores a requested slot (VPCI-15)', () => {
    const rig = new Rig();
    rig.connect(7, { keys: { 'vdevfn-0': '40' } });
    expect(rig.tools.keys(7)['vdev-0']).toBe('0000:00:00.00');
  });

  it('gives the frontend address of a device for AER, and none for a stranger (VPCI-13, AER-15)', () => {
    const rig = placed();
    const connection = rig.connection(7);
    const { topology } = rig.driver;
    if (connection === undefined || topology === null) throw new Error('not connected');
    expect(topology.getPcifrontDev(rig.dev('02:10.2'), connection)).toEqual({
      domain: 0,
      bus: 0,
      devfn: 0x1a,
    });
    expect(topology.getPcifrontDev(rig.dev('02:00.0'), connection)).toBeNull();
  });

  it('returns devices by slot, in list order inside a slot (VPCI-14)', () => {
    const rig = placed();
    const from = rig.tape.records.length;
    rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
    const owners = rig.tape.records
      .slice(from)
      .filter(({ code, args }) => code === Ev.Owner && args[1] === -1)
      .map(({ args }) => rig.world.machine.functions[args[0] as number]?.description.bus);
    expect(owners).toEqual([1, 1, 2, 2, 2, 2, 1]);
  });

  it('refuses a bridge where a change makes the test work (VPCI-07, B16)', () => {
    const rig = new Rig({
      functions: [{ at: '01:00.0', secondaryBus: 9 }],
      seams: { mayExport: (_driver, dev) => dev.class >>> 16 !== 6 },
    });
    rig.writes(7, () => rig.create(7, { devices: ['0000:01:00.0'] }));
    expect(rig.error(7)).toMatch(/^22 /);
    expect(rig.assigned('01:00.0')).toBe(false);
  });
});

describe('a device that finds no place', () => {
  const functions = Array.from({ length: 33 }, (_, i) => ({ at: `${(i + 1).toString(16)}:00.0` }));
  const all = functions.map(({ at }) => `0000:${at}`);

  it('is fatal and leaves the device assigned for good (VPCI-06, XB-32)', () => {
    const rig = new Rig({ functions });
    const writes = rig.writes(7, () => rig.create(7, { devices: all }));
    expect(writes.slice(-3)).toEqual(['state-31=3', 'error=12', 'state=5']);
    expect(rig.error(7)).toBe('12 no more space on the virtual bus');
    rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
    expect(rig.assigned('20:00.0')).toBe(false);
    expect(rig.assigned('21:00.0')).toBe(true);
    expect(rig.kernel.allocated).toBe(rig.baseline);
    rig.writes(8, () => rig.create(8, { devices: ['0000:21:00.0'] }));
    expect(rig.error(8)).toMatch(/^22 couldn't locate .* already in-use/);
  });

  it('oopses when it is released after its connection is gone (XB-36)', () => {
    const rig = new Rig({ functions });
    rig.writes(7, () => rig.create(7, { devices: all }));
    const leaked = rig.connection(7);
    rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
    const { topology } = rig.driver;
    if (leaked === undefined || topology === null) throw new Error('not connected');
    expect(() => rig.run(topology.releaseDevice(leaked, rig.dev('21:00.0'), true))).toThrow(KernelOops);
  });

  it('goes back where a change returns it', () => {
    const rig = new Rig({
      functions,
      seams: {
        *afterFailedExport(connection, dev): Steps {
          yield* returnDevice(connection, dev, false);
        },
      },
    });
    rig.writes(7, () => rig.create(7, { devices: all }));
    expect(rig.assigned('21:00.0')).toBe(false);
  });

  it('is fatal when memory is short (VPCI-06)', () => {
    const rig = new Rig();
    const { kernel } = rig;
    const alloc = kernel.alloc.bind(kernel);
    kernel.alloc = (bytes) => bytes !== 24 && alloc(bytes);
    rig.writes(7, () => rig.create(7));
    expect(rig.error(7)).toMatch(/^12 /);
    expect(rig.assigned('03:00.0')).toBe(true);
  });

  it('stays in its slot, unreported, when it cannot be published; the next look at the node meets it (VPCI-08, XB-32)', () => {
    const rig = new Rig();
    const { xenbus } = rig.kernel;
    const write = xenbus.write.bind(xenbus);
    xenbus.write = (dir, node, value, tx) => (node === 'vdev-0' ? -28 : write(dir, node, value, tx));
    expect(rig.writes(7, () => rig.create(7))).toEqual(['state=2', 'error=22', 'state=5']);
    expect(rig.error(7)).toMatch(/already in-use/);
    expect(rig.dev('03:00.0').ownerDomid).toBe(-1);
    const data = rig.connection(7)?.topology as VpciData;
    expect(data.slots[0]).toEqual([rig.dev('03:00.0')]);
  });
});

describe('lock of the device list (B12)', () => {
  it('is never held where sleeping is a fault', () => {
    const rig = placed();
    rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
    expect(rig.tape.of(Ev.LockFault)).toEqual([]);
  });

  it.each(['vpci', 'passthrough'])('is taken after the entry is allocated (%s; VPCI-06, PT-03)', (name) => {
    const taken: number[] = [];
    const rig: Rig = new Rig({
      parameters: { passthrough: name === 'passthrough' },
      seams: {
        allocateEntry: (connection, bytes) => {
          taken.push(connection.driver.topology?.listLock(connection)?.tryAcquire() ? 0 : 1);
          connection.driver.topology?.listLock(connection)?.release();
          return allocateEntry(connection, bytes);
        },
      },
    });
    rig.connect(7);
    expect(taken).toEqual([0]);
  });

  it.each(['vpci', 'passthrough'])('makes an allocation under a spinlock a fault (%s)', (name) => {
    const rig = new Rig({
      parameters: { passthrough: name === 'passthrough' },
      seams: {
        newListLock: (connection) => spinLock(connection.driver.kernel, 'dev_list_lock'),
        allocateEntry: (connection, bytes) => {
          const lock = connection.driver.topology?.listLock(connection);
          lock?.tryAcquire();
          const allocated = allocateEntry(connection, bytes);
          lock?.release();
          return allocated;
        },
      },
    });
    rig.connect(7);
    expect(rig.tape.of(Ev.LockFault).length).toBeGreaterThan(0);
  });
});

describe("the device's own lock (B8)", () => {
  const release = (seams: Partial<BackendSeams> = {}): Rig => {
    const rig = new Rig({ seams });
    rig.connect(7);
    const connection = rig.connection(7);
    const dev = rig.dev('03:00.0');
    if (connection === undefined) throw new Error('not connected');
    rig.run(
      (function* (): Steps {
        yield* dev.lock.acquire();
        yield* rig.driver.topology?.releaseDevice(connection, dev, true) ?? [];
        dev.lock.release();
      })(),
    );
    return rig;
  };

  it('is not taken again for an unbind, which holds it', () => {
    const rig = release();
    expect(rig.assigned('03:00.0')).toBe(false);
    expect(rig.tape.of(Ev.LockFault)).toEqual([]);
  });

  it('deadlocks where a change takes it again', () => {
    const rig = release({ takesDeviceLock: () => true });
    expect(rig.tape.of(Ev.LockFault).some(([kind]) => kind === LockFault.SelfDeadlock)).toBe(true);
    expect(rig.assigned('03:00.0')).toBe(true);
  });
});
