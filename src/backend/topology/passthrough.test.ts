import { describe, expect, it } from 'vitest';
import { Rig } from '../xenbus/testing/rig.ts';
import type { TestFunction } from '../xenbus/testing/test-functions.ts';
import { findDevice, tryFindDevice } from './topology.ts';

const functions: readonly TestFunction[] = [
  { at: '00:1c.0', secondaryBus: 3 },
  { at: '03:00.0' },
  { at: '03:00.1' },
  { at: '04:00.0' },
  { at: '0001:04:00.0' },
];

const passthrough = { functions, parameters: { passthrough: true } };

const roots = (rig: Rig) =>
  Object.entries(rig.tools.keys(7))
    .filter(([key]) => key.startsWith('root'))
    .map(([key, value]) => `${key}=${value}`);

describe('passthrough', () => {
  it('shows devices at their host addresses and offers each bus once (PT-01, PT-05)', () => {
    const rig = new Rig(passthrough);
    rig.connect(7, { devices: ['0000:03:00.0', '0000:03:00.1', '0001:04:00.0'] });
    expect(rig.tools.keys(7)).toMatchObject({
      'vdev-0': '0000:03:00.00',
      'vdev-1': '0000:03:00.01',
      'vdev-2': '0001:04:00.00',
    });
    expect(roots(rig)).toEqual(['root-0=0000:03', 'root_num=2', 'root-1=0001:04']);
  });

  it('compares all 32 bits of an address (PT-04)', () => {
    const rig = new Rig(passthrough);
    rig.connect(7, { devices: ['0000:03:00.1'] });
    const connection = rig.connection(7);
    if (connection === undefined) throw new Error('not connected');
    const find = (domain: number, bus: number, devfn: number) =>
      tryFindDevice(connection, domain, bus, devfn)?.name ?? null;
    expect(find(0, 3, 1)).toBe('0000:03:00.1');
    expect(find(0, 3, 0x101)).toBeNull();
    expect(find(0, 0x103, 1)).toBeNull();
    expect(find(1, 3, 1)).toBeNull();
    expect(find(0, 0, 1)).toBeNull();
  });

  it('offers no root without devices (PT-05)', () => {
    const rig = new Rig(passthrough);
    rig.connect(7, { devices: [] });
    expect(rig.state(7)).toBe('Connected');
    expect(roots(rig)).toEqual([]);
  });

  it('takes bridges, and offers no bus below an exported one (PT-02, PT-05)', () => {
    const rig = new Rig(passthrough);
    rig.connect(7, { devices: ['0000:00:1c.0', '0000:03:00.0'] });
    expect(roots(rig)).toEqual(['root-0=0000:00', 'root_num=1']);
  });

  it('leaves the root of a child when its bridge is added later (PT-09)', () => {
    const rig = new Rig(passthrough);
    rig.connect(7, { devices: ['0000:03:00.0'] });
    rig.tools.attach(7, 1, '0000:00:1c.0');
    rig.writes(7, () => rig.frontendState(7, 7));
    expect(roots(rig)).toEqual(['root-0=0000:03', 'root_num=2', 'root-1=0000:00']);
  });

  it('unplugs by host address (PT-08)', () => {
    const rig = new Rig(passthrough);
    rig.connect(7, { devices: ['0000:03:00.0', '0000:04:00.0'] });
    rig.tools.detach(7, 1);
    expect(rig.writes(7, () => rig.frontendState(7, 7))).toEqual(['state=8']);
    expect(rig.assigned('04:00.0')).toBe(false);
    expect(rig.assigned('03:00.0')).toBe(true);
  });

  it('resolves every device for AER, its own or not (PT-06)', () => {
    const rig = new Rig(passthrough);
    rig.connect(7);
    const connection = rig.connection(7);
    if (connection === undefined) throw new Error('not connected');
    expect(rig.driver.topology?.getPcifrontDev(rig.dev('0001:04:00.0'), connection)).toEqual({
      domain: 1,
      bus: 4,
      devfn: 0,
    });
  });

  it('does not report short memory itself; the next look at the node meets the assigned device (PT-03, XB-32)', () => {
    const rig = new Rig(passthrough);
    const { kernel } = rig;
    const alloc = kernel.alloc.bind(kernel);
    kernel.alloc = (bytes) => bytes !== 24 && alloc(bytes);
    expect(rig.writes(7, () => rig.create(7))).toEqual(['state=2', 'error=22', 'state=5']);
    expect(rig.error(7)).toMatch(/already in-use/);
    expect(rig.assigned('03:00.0')).toBe(true);
  });

  it('gives everything back (XB-54)', () => {
    const rig = new Rig(passthrough);
    rig.connect(7, { devices: ['0000:03:00.0', '0000:04:00.0'] });
    rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
    expect(rig.assigned('03:00.0') || rig.assigned('04:00.0')).toBe(false);
    expect(rig.kernel.allocated).toBe(rig.baseline);
  });
});

describe('findDevice', () => {
  it('waits for the lock of the list', () => {
    const rig = new Rig();
    rig.connect(7);
    const connection = rig.connection(7);
    if (connection === undefined) throw new Error('not connected');
    const lock = rig.driver.topology?.listLock(connection);
    const found: (string | undefined)[] = [];
    lock?.tryAcquire();
    expect(tryFindDevice(connection, 0, 0, 0)).toBeUndefined();
    rig.run(
      (function* () {
        found.push((yield* findDevice(connection, 0, 0, 0))?.name);
      })(),
    );
    expect(found).toEqual([]);
    lock?.release();
    rig.world.scheduler.settle();
    expect(found).toEqual(['0000:03:00.0']);
  });

  it('finds nothing once the connection is gone', () => {
    const rig = new Rig();
    rig.connect(7);
    const connection = rig.connection(7);
    if (connection === undefined) throw new Error('not connected');
    rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
    expect(tryFindDevice(connection, 0, 0, 0)).toBeNull();
  });
});
