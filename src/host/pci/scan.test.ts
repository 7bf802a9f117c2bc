import { describe, expect, it } from 'vitest';
import { findDevice } from '../testing/find-device.ts';
import type { Resource } from './resources.ts';
import { testBridge, testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

const sizeOf = (resource: Resource | undefined) =>
  resource === undefined ? 0 : resource.end - resource.start + 1;

describe('scan', () => {
  it('caches identity and capabilities', () => {
    const { dev } = new PciRig();
    expect(dev.name).toBe('0000:03:00.0');
    expect([dev.vendor, dev.device, dev.subsystemVendor, dev.subsystemDevice]).toEqual([
      0x8086, 0x1521, 0x8086, 1,
    ]);
    expect([dev.class, dev.revision, dev.hdrType, dev.multifunction, dev.pin]).toEqual([
      0x020000,
      1,
      0,
      false,
      1,
    ]);
    expect([dev.pmCap, dev.msiCap, dev.msixCap, dev.expCap, dev.pcixCap]).toEqual([
      0x40, 0x50, 0x70, 0x80, 0,
    ]);
    expect([dev.irq, dev.legacyIrq, dev.enableCnt, dev.isBusmaster]).toEqual([17, 17, 0, false]);
  });

  it('HDR-33..35 knows resources with the low bits of their registers', () => {
    const { dev } = new PciRig();
    const [bar0, bar1, bar2, , , , rom] = dev.resource;
    expect([bar0?.start, sizeOf(bar0), (bar0?.flags ?? 0) & 0xf]).toEqual([0x8_e000_0000, 0x10000, 0xc]);
    expect([bar0?.is64, bar0?.isMemory, bar1?.flags]).toEqual([true, true, 0]);
    expect([bar2?.start, sizeOf(bar2), (bar2?.flags ?? 0) & 0xf, bar2?.isIo]).toEqual([
      0xe000,
      0x20,
      1,
      true,
    ]);
    expect([rom?.start, sizeOf(rom), (rom?.flags ?? 0) & 0xf]).toEqual([0xf7000000, 0x10000, 0]);
  });

  it('HDR-01, HDR-02 a virtual function has the identity of its kind and no pin', () => {
    const rig = new PciRig([testFunction({ isVf: true, devfn: 1 }), testFunction()]);
    const [vf, pf] = rig.pci.devices;
    expect([vf?.isVirtfn, vf?.physfn, vf?.pin, vf?.legacyIrq]).toEqual([true, pf, 0, 0]);
    expect(vf?.vendor).toBe(0x8086);
    expect(pf?.physfn).toBeNull();
  });

  it('STUB-05 knows the bridges above', () => {
    const rig = new PciRig([testBridge(), testFunction()]);
    const [bridge, below] = rig.pci.devices;
    expect(bridge?.isBridge).toBe(true);
    expect(below?.upstream).toEqual([bridge]);
    expect(bridge?.upstream).toEqual([]);
  });

  it('adds only what is new', () => {
    const rig = new PciRig();
    const first = rig.dev;
    rig.world.machine.add(testFunction({ devfn: 1 }));
    rig.pci.scan();
    expect(rig.pci.devices.map(({ name }) => name)).toEqual(['0000:03:00.0', '0000:03:00.1']);
    expect(rig.dev).toBe(first);
    expect(findDevice(rig.kernel, 0, 3, 1)).toBe(rig.pci.devices[1]);
    expect(findDevice(rig.kernel, 1, 3, 1)).toBeUndefined();
  });

  it('a BAR without an address is unset', () => {
    const rig = new PciRig([
      testFunction({ regions: [{ index: 0, kind: 'mem', address: 0, size: 0x1000 }] }),
    ]);
    const bar = rig.dev.resource[0];
    expect([bar?.assigned, sizeOf(bar)]).toEqual([false, 0x1000]);
  });
});
