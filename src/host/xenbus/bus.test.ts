import { describe, expect, it } from 'vitest';
import { BACKEND, BusRig } from './testing/bus-rig.ts';

describe('probing', () => {
  it('probes a node in state 1 and looks at the frontend once (XB-01, XB-04, XB-69)', () => {
    const rig = new BusRig();
    rig.frontend(7, '3');
    rig.node(7);
    rig.settle();
    expect(rig.driver.take()).toEqual(['probe pci-7-0', 'pci-7-0 3']);
    expect(rig.kernel.xenbus.devices[0]).toMatchObject({
      nodename: 'backend/pci/7/0',
      otherend: '/local/domain/7/device/pci/0',
      otherendId: 7,
    });
  });

  it.each(['0', '2', '4', '6', 'x', ''])('leaves a node in state %j alone (XB-01)', (state) => {
    const rig = new BusRig();
    rig.frontend(7);
    rig.node(7, { state });
    rig.settle();
    expect(rig.driver.take()).toEqual([]);
  });

  it.each([
    ['frontend', null],
    ['frontend', ''],
    ['frontend-id', null],
    ['frontend-id', 'x'],
    ['frontend', '/local/domain/9/device/pci/0'],
  ])(
    'makes no device and leaves no trace with %s %j, and tries again when it is put right (XB-02)',
    (key, value) => {
      const rig = new BusRig();
      rig.frontend(7);
      rig.node(7, { [key]: value });
      rig.settle();
      expect(rig.driver.take()).toEqual([]);
      expect(rig.kernel.xenbus.devices).toEqual([]);
      expect(rig.read(`${BACKEND}/7/0/state`)).toBe('1');
      expect(rig.read('/local/domain/0/error/backend/pci/7/0/error')).toBeNull();
      rig.node(7);
      rig.settle();
      expect(rig.driver.take()).toEqual(['probe pci-7-0', 'pci-7-0 1']);
    },
  );

  it('does not see a frontend path that comes later, until the backend node is touched (XB-02)', () => {
    const rig = new BusRig();
    rig.node(7);
    rig.settle();
    rig.frontend(7);
    rig.settle();
    expect(rig.driver.take()).toEqual([]);
    rig.write(`${BACKEND}/7/0/online`, '1');
    rig.settle();
    expect(rig.driver.take()[0]).toBe('probe pci-7-0');
  });

  it('probes with a frontend directory without a state, which then reads Unknown (XB-02, XB-05)', () => {
    const rig = new BusRig();
    rig.frontend(7, null);
    rig.node(7);
    rig.settle();
    expect(rig.driver.take()).toEqual(['probe pci-7-0', 'pci-7-0 0']);
  });

  it('names the device by frontend-id, whatever the path says (XB-69)', () => {
    const rig = new BusRig();
    rig.frontend(7);
    rig.node(7, { 'frontend-id': '12' });
    rig.settle();
    expect(rig.driver.take()[0]).toBe('probe pci-12-0');
    expect(rig.kernel.xenbus.devices[0]?.otherendId).toBe(12);
  });

  it('finds backends that were there before the driver', () => {
    const rig = new BusRig();
    const unload: number[] = [];
    rig.world.scheduler.spawn(
      'test',
      'host',
      -1,
      (function* () {
        unload.push(yield* rig.kernel.xenbus.unregister());
      })(),
    );
    rig.settle();
    rig.frontend(7);
    rig.node(7);
    rig.settle();
    expect(unload).toEqual([0]);
    expect(rig.driver.take()).toEqual([]);
    expect(rig.kernel.xenbus.registerBackend(rig.driver)).toBe(0);
    expect(rig.kernel.xenbus.registerBackend(rig.driver)).toBe(-16);
    rig.settle();
    expect(rig.driver.take()).toEqual(['probe pci-7-0', 'pci-7-0 1']);
  });

  it('keeps a device whose probe failed without a driver, deaf to its frontend', () => {
    const rig = new BusRig();
    rig.driver.probeResult = -12;
    rig.frontend(7);
    rig.node(7);
    rig.settle();
    rig.frontend(7, '3');
    rig.settle();
    expect(rig.driver.take()).toEqual(['probe pci-7-0']);
    rig.remove(`${BACKEND}/7/0`);
    rig.settle();
    expect(rig.driver.take()).toEqual([]);
    expect(rig.kernel.xenbus.devices).toEqual([]);
  });
});

describe('removal', () => {
  it.each([`${BACKEND}/7/0`, `${BACKEND}/7`, BACKEND])('follows the deletion of %s (XB-55)', (path) => {
    const rig = new BusRig();
    rig.frontend(7);
    rig.node(7);
    rig.settle();
    rig.driver.take();
    rig.remove(path);
    rig.settle();
    expect(rig.driver.take()).toEqual(['remove pci-7-0']);
    expect(rig.kernel.xenbus.devices).toEqual([]);
    expect(rig.read(`${BACKEND}/7/0/state`)).toBeNull();
  });

  it('does not follow the deletion of a key, or of another backend (XB-55)', () => {
    const rig = new BusRig();
    for (const domid of [7, 70]) {
      rig.frontend(domid);
      rig.node(domid);
    }
    rig.settle();
    rig.driver.take();
    rig.remove(`${BACKEND}/7/0/frontend`);
    rig.settle();
    expect(rig.driver.take()).toEqual([]);
    rig.remove(`${BACKEND}/7`);
    rig.settle();
    expect(rig.driver.take()).toEqual(['remove pci-7-0']);
  });

  it('writes Closed if the node still exists (XB-56)', () => {
    const rig = new BusRig();
    rig.frontend(7);
    rig.node(7);
    rig.settle();
    const xdev = rig.kernel.xenbus.devices[0];
    if (xdev === undefined) throw new Error('no device');
    rig.world.scheduler.spawn('test', 'host', -1, rig.kernel.xenbus.unregisterDevice(xdev));
    rig.settle();
    expect(rig.read(`${BACKEND}/7/0/state`)).toBe('6');
    expect(rig.driver.take().at(-1)).toBe('remove pci-7-0');
  });
});
