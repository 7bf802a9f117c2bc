import { beforeEach, describe, expect, test } from 'vitest';
import { PCI_SRIOV_CTRL, PCI_SRIOV_CTRL_MSE, PCI_SRIOV_CTRL_VFE } from '../../abi/pci-regs.ts';
import { noPoints } from '../points.ts';
import { Ev, type Recorder } from '../recorder.ts';
import { withAddress } from './description.ts';
import { PciMachine } from './machine.ts';
import { ResetKind } from './reset.ts';
import { synthesiseVfs } from './synthesise-vfs.ts';
import {
  ENDPOINT,
  sampleBridge,
  sampleConventional,
  sampleEndpoint,
  samplePhysicalFunction,
} from './testing/sample-functions.ts';

let records: number[][];
let machine: PciMachine;

beforeEach(() => {
  records = [];
  const recorder: Recorder = {
    emit: (...record) => void records.push(record as number[]),
    text: () => 0,
    wordByWord: false,
  };
  machine = new PciMachine({ recorder, points: noPoints });
});

test('functions are found by their exact address, and added only once', () => {
  const fn = machine.add(sampleEndpoint());
  expect(machine.find(0, 3, 0)).toBe(fn);
  expect(machine.find(1, 3, 0)).toBeUndefined();
  expect(machine.find(0, 3, 1)).toBeUndefined();
  expect(() => machine.add(sampleEndpoint())).toThrow(/0000:03:00.0/);
  const moved = machine.add(withAddress(sampleEndpoint(), { domain: 2, bus: 3, devfn: 0 }));
  expect([moved.index, moved.name]).toEqual([1, '0002:03:00.0']);
});

describe('bridges', () => {
  test('those above are found by bus numbers, nearest first, whatever the order of adding', () => {
    const fn = machine.add(sampleEndpoint({ bus: 6 }));
    const outer = machine.add(sampleBridge(5, 7));
    const other = machine.add(sampleBridge(8, 9, 0x1d));
    const inner = machine.add(sampleBridge(6, 6, 0, 5));
    expect(machine.upstream(fn)).toEqual([inner, outer]);
    expect(machine.upstream(inner)).toEqual([outer]);
    expect(machine.upstream(outer)).toEqual([]);
    expect(machine.downstream(outer)).toEqual([fn, inner]);
    expect(machine.downstream(other)).toEqual([]);
  });

  test('a bridge in D3hot, or with other bus numbers, hides what is behind it', () => {
    const bridge = machine.add(sampleBridge(3, 3));
    const fn = machine.add(sampleEndpoint());
    bridge.write(0x44, 2, 3);
    expect(fn.read(0, 4)).toBe(0xffffffff);
    expect(fn.accessMemory()).toBe(false);
    bridge.write(0x44, 2, 0); // loses its bus numbers on the way, as it has no No_Soft_Reset
    expect(fn.read(0, 4)).toBe(0xffffffff);
    bridge.write(0x18, 4, 0x00030300);
    expect(fn.read(0, 4)).toBe(0x10c98086);
    bridge.write(0x19, 1, 4);
    expect(fn.read(0, 4)).toBe(0xffffffff);
  });

  test('secondary bus reset resets everything behind it, once, and holds it until released', () => {
    const bridge = machine.add(sampleBridge(3, 3));
    const fn = machine.add(sampleEndpoint());
    fn.scratch = 5;
    bridge.write(0x3e, 2, 0x0040);
    bridge.write(0x3e, 2, 0x0040);
    expect(records).toEqual([[Ev.FunctionReset, fn.index, ResetKind.SecondaryBus]]);
    expect([fn.scratch, fn.read(0, 2)]).toEqual([0, 0xffff]);
    bridge.write(0x3e, 2, 0);
    expect([fn.read(0, 2), fn.read(0x04, 2)]).toEqual([0x8086, 0]);
  });

  test('a vanished bridge takes along what is behind it', () => {
    const bridge = machine.add(sampleBridge(3, 3));
    const behind = machine.add(sampleEndpoint());
    const beside = machine.add(sampleConventional());
    bridge.vanish();
    expect([bridge.connected, behind.connected, beside.connected]).toEqual([false, false, true]);
  });
});

describe('virtual functions', () => {
  test('read ids of 0xffff and BARs of 0, and have no decode bits', () => {
    const [pf, vf] = synthesiseVfs(samplePhysicalFunction(), 2).map((one) => machine.add(one));
    if (pf === undefined || vf === undefined) throw new Error('nothing made');
    expect([vf.isVf, vf.physfn, vf.name]).toEqual([true, pf, '0000:04:10.0']);
    expect([vf.read(0, 4), vf.read(0x10, 4), vf.read(0x3d, 1)]).toEqual([0xffffffff, 0, 0]);
    expect([vf.vendor, vf.device]).toEqual([0x8086, 0x10ca]);
    vf.write(0x04, 2, 0xffff);
    expect(vf.read(0x04, 2)).toBe(0x0004);
    vf.write(0x10, 4, 0xfe000000);
    expect(vf.read(0x10, 4)).toBe(0);
    expect([vf.irqLine, vf.resetMethods]).toEqual([0, ['flr']]);
  });

  test('their shares of the VF BARs follow one another', () => {
    const [, first, second] = synthesiseVfs(samplePhysicalFunction(), 2).map((one) => machine.add(one));
    expect(first?.bars.map((bar) => bar.index)).toEqual([0, 3]);
    const [a, b] = [first?.bars[0], second?.bars[0]];
    expect(b?.address).toBe((a?.address ?? 0) + (a?.size ?? 0));
    expect(first?.msixTable).toMatchObject({ bar: 0, entries: 4 });
  });

  test('decode memory when the physical function does and VF Memory Space is enabled', () => {
    const [pf, vf] = synthesiseVfs(samplePhysicalFunction(), 1).map((one) => machine.add(one));
    if (pf === undefined || vf === undefined) throw new Error('nothing made');
    expect(vf.accessMsixTable()).toBe(true);
    pf.write(0x04, 2, 0x0004);
    expect(vf.accessMsixTable()).toBe(false);
    pf.write(0x04, 2, 0x0006);
    pf.write(pf.layout.sriov + PCI_SRIOV_CTRL, 2, PCI_SRIOV_CTRL_VFE);
    expect(vf.accessMsixTable()).toBe(false);
    expect(records).toEqual([
      [Ev.UnsupportedRequest, vf.index],
      [Ev.UnsupportedRequest, vf.index],
    ]);
  });

  test('go when VF Enable is cleared, by a write or a reset of the physical function, and come back reset', () => {
    const [pf, vf] = synthesiseVfs(samplePhysicalFunction(), 1).map((one) => machine.add(one));
    if (pf === undefined || vf === undefined) throw new Error('nothing made');
    vf.scratch = 3;
    vf.write(0x04, 2, 4);
    pf.functionReset('flr');
    expect([vf.read(0x08, 4), vf.scratch]).toEqual([0xffffffff, 0]);
    expect(records).toEqual([
      [Ev.FunctionReset, pf.index, ResetKind.Flr],
      [Ev.FunctionReset, vf.index, ResetKind.VfDisable],
    ]);
    pf.write(pf.layout.sriov + PCI_SRIOV_CTRL, 2, PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE);
    expect([vf.read(0x08, 4), vf.read(0x04, 2)]).toEqual([0x02000001, 0]);
  });

  test('are linked in whatever order they are added; a reset of one leaves the others alone', () => {
    const [pf, ...vfs] = synthesiseVfs(samplePhysicalFunction(), 3);
    if (pf === undefined) throw new Error('nothing made');
    const added = vfs.map((vf) => machine.add(vf));
    const physical = machine.add(pf);
    expect(machine.vfsOf(physical)).toEqual(added);
    for (const vf of added) vf.scratch = 1;
    added[1]?.functionReset('flr');
    expect(added.map((vf) => vf.scratch)).toEqual([1, 0, 1]);
    physical.vanish();
    expect(added.map((vf) => vf.connected)).toEqual([false, false, false]);
  });

  test('cannot be made of a function without them, nor more than it has', () => {
    expect(() => synthesiseVfs(sampleEndpoint(), 1)).toThrow(RangeError);
    expect(() => synthesiseVfs(samplePhysicalFunction(), 9)).toThrow(/8 VFs/);
    const broken = samplePhysicalFunction();
    broken.config[0x160 + 0x16] = 0;
    expect(() => synthesiseVfs(broken, 2)).toThrow(/stride/);
  });
});

test('constants are all that is not state', () => {
  const fn = machine.add(sampleEndpoint());
  expect(machine.constants()).toEqual([fn.layout, fn.description]);
  const image = [fn.layout.writable, fn.layout.powerOn].map((bytes) => bytes.slice());
  fn.write(0x04, 4, 0xffffffff);
  fn.write(ENDPOINT.express + 8, 2, 0x8000);
  expect([fn.layout.writable, fn.layout.powerOn]).toEqual(image);
  expect(fn.description.config).toEqual(sampleEndpoint().config);
});
