import { describe, expect, it } from 'vitest';
import { PointKind } from '../../platform/points.ts';
import { Ev } from '../../platform/recorder.ts';
import { devError } from './state.ts';
import { BACKEND, BusRig } from './testing/bus-rig.ts';

const STATE = `${BACKEND}/7/0/state`;
const ERROR = '/local/domain/0/error/backend/pci/7/0/error';

function bound() {
  const rig = new BusRig();
  rig.frontend(7);
  rig.node(7);
  rig.settle();
  rig.records.length = 0;
  const xdev = rig.kernel.xenbus.devices[0];
  if (xdev === undefined) throw new Error('no device');
  return { rig, xdev, xenbus: rig.kernel.xenbus };
}

describe('switchState', () => {
  it('writes a new state and none that it wrote last (XB-07)', () => {
    const { rig, xdev, xenbus } = bound();
    xenbus.switchState(xdev, 2);
    xenbus.switchState(xdev, 2);
    expect(rig.read(STATE)).toBe('2');
    expect(rig.of(Ev.StateSwitch)).toEqual([[7, 2]]);
  });

  it('compares with what it wrote, not with what the toolstack wrote since (XB-07)', () => {
    const { rig, xdev, xenbus } = bound();
    xenbus.switchState(xdev, 4);
    rig.write(STATE, '7');
    xenbus.switchState(xdev, 4);
    expect(rig.read(STATE)).toBe('7');
    xenbus.switchState(xdev, 8);
    expect(rig.read(STATE)).toBe('8');
    xenbus.switchState(xdev, 4);
    expect(rig.read(STATE)).toBe('4');
  });

  it('writes nothing when the node is gone, but remembers the state (XB-08)', () => {
    const { rig, xdev, xenbus } = bound();
    rig.remove(STATE);
    xenbus.switchState(xdev, 5);
    expect(rig.read(STATE)).toBeNull();
    expect(xdev.state).toBe(5);
    expect(rig.of(Ev.StateSwitch)).toEqual([]);
  });

  it('tries again after a conflict (XB-08)', () => {
    const { rig, xdev, xenbus } = bound();
    rig.world.faults.xenstoreConflict = 3;
    xenbus.switchState(xdev, 2);
    expect(rig.read(STATE)).toBe('2');
    expect(rig.world.faults.xenstoreConflict).toBe(0);
    expect(rig.of(Ev.StateSwitch)).toEqual([[7, 2]]);
  });

  it('reports a failing write and goes to Closing, once', () => {
    const { rig, xdev, xenbus } = bound();
    rig.world.faults.xenstoreWrite = 1;
    xenbus.switchState(xdev, 3);
    expect(rig.read(ERROR)).toMatch(/^28 /);
    expect(rig.read(STATE)).toBe('5');
    rig.world.faults.xenstoreWrite = 100;
    xenbus.switchState(xdev, 4);
    expect(rig.read(STATE)).toBe('5');
  });
});

describe('readDriverState', () => {
  it.each([
    ['4', 4],
    [' 4junk', 4],
    ['x', 0],
    ['', 0],
    ['-1', -1],
    ['99', 99],
  ])('%j is %i (XB-05)', (text, state) => {
    const { rig, xenbus } = bound();
    rig.write('/local/domain/7/device/pci/0/state', text);
    expect(xenbus.readDriverState('/local/domain/7/device/pci/0')).toBe(state);
  });
});

describe('error reports', () => {
  it('writes errno and message, logs them, and goes to Closing when fatal (XB-60)', () => {
    const { rig, xdev, xenbus } = bound();
    devError(rig.kernel, xdev, -22, 'something');
    expect(rig.read(ERROR)).toBe('22 something');
    expect(rig.read(STATE)).toBe('1');
    xenbus.devFatal(xdev, -2, 'something else');
    expect(rig.read(ERROR)).toBe('2 something else');
    expect(rig.read(STATE)).toBe('5');
    expect(rig.of(Ev.Log).map(([level, text, , domid]) => [level, rig.textOf(text), domid])).toEqual([
      [3, 'pciback pci-7-0: 22 something', 7],
      [3, 'pciback pci-7-0: 2 something else', 7],
    ]);
  });

  it('is cut to one page', () => {
    const { rig, xdev } = bound();
    devError(rig.kernel, xdev, -14, 'x'.repeat(5000));
    expect(rig.read(ERROR)?.length).toBe(4095);
  });
});

describe('store', () => {
  it('is a point at every access, and must not be used while atomic', () => {
    const { rig, xenbus } = bound();
    const reached: number[][] = [];
    rig.world.ports.points = {
      armed: 1 << PointKind.Xenstore,
      reach: (kind, name) => reached.push([kind, name]),
    };
    xenbus.read('backend/pci/7/0', 'state');
    xenbus.write('error/backend/pci/7/0', 'error', '');
    xenbus.list('backend');
    xenbus.exists('/local/domain/7/device/pci/0');
    expect(reached).toEqual([
      [PointKind.Xenstore, 0],
      [PointKind.Xenstore, 0],
      [PointKind.Xenstore, 0],
      [PointKind.Xenstore, 0],
    ]);
    rig.kernel.lockGraph.atomicDepth++;
    xenbus.read('backend/pci/7/0', 'state');
    rig.kernel.lockGraph.atomicDepth--;
    expect(rig.of(Ev.LockFault).length).toBe(1);
  });

  it('tells missing from unparsable (XB-11, XB-21, XB-63)', () => {
    const { rig, xenbus } = bound();
    const dir = 'backend/pci/7/0';
    rig.write(`${BACKEND}/7/0/n`, 'x');
    expect(xenbus.scan(dir, 'n', '%d')).toBe(-34);
    expect(xenbus.gather(dir, 'n', '%d')).toBe(-22);
    expect(xenbus.readUnsigned(dir, 'n', 9)).toBe(9);
    expect(xenbus.scan(dir, 'none', '%d')).toBe(-2);
    expect(xenbus.gather(dir, 'none', '%d')).toBe(-2);
    expect(xenbus.readUnsigned(dir, 'none', 9)).toBe(9);
    rig.write(`${BACKEND}/7/0/n`, '12');
    expect(xenbus.scan(dir, 'n', '%d')).toEqual([12]);
    expect(xenbus.readUnsigned(dir, 'n', 9)).toBe(12);
    rig.write(`${BACKEND}/7/0/n`, '12\u00003');
    expect(xenbus.read(dir, 'n')).toBe('12');
  });

  it('knows whether the toolstack keeps the device (XB-51)', () => {
    const { rig, xdev, xenbus } = bound();
    for (const [value, online] of [
      ['1', true],
      ['5', true],
      ['0', false],
      ['x', false],
      ['-1', false],
    ] as const) {
      rig.write(`${BACKEND}/7/0/online`, value);
      expect(xenbus.isOnline(xdev)).toBe(online);
    }
  });
});
