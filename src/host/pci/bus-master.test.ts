import { expect, it } from 'vitest';
import { findDevice } from '../testing/find-device.ts';
import { testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

it('HDR-13 sets and clears MASTER, without a write when it is so already', () => {
  const rig = new PciRig();
  rig.pci.setMaster(rig.dev);
  expect([rig.read(0x04), rig.dev.isBusmaster]).toEqual([0x0004, true]);
  rig.pci.setMaster(rig.dev);
  rig.pci.clearMaster(rig.dev);
  expect([rig.read(0x04), rig.dev.isBusmaster]).toEqual([0, false]);
  expect(rig.recorder.writes()).toEqual(['4:2=4', '4:2=0']);
});

it('HDR-15 intx(false) sets INTX_DISABLE, intx(true) clears it', () => {
  const rig = new PciRig();
  rig.pci.intx(rig.dev, false);
  expect(rig.read(0x04)).toBe(0x0400);
  rig.pci.intx(rig.dev, false);
  rig.pci.intx(rig.dev, true);
  expect(rig.recorder.writes()).toEqual(['4:2=400', '4:2=0']);
});

it('HDR-14 MWI programs a cache line size that the host can use', () => {
  const rig = new PciRig([testFunction({ express: false, reset: 'pm', extended: false })]);
  expect(rig.pci.setMwi(rig.dev)).toBe(0);
  expect([rig.read(0x0c, 1), rig.read(0x04)]).toEqual([0x10, 0x0010]);
  rig.pci.clearMwi(rig.dev);
  expect(rig.read(0x04)).toBe(0);
});

it('HDR-14 MWI keeps a multiple of the host line', () => {
  const rig = new PciRig();
  rig.dev.fn.config[0x0c] = 0x20;
  expect(rig.pci.setMwi(rig.dev)).toBe(0);
  expect(rig.read(0x0c, 1)).toBe(0x20);
  rig.dev.fn.config[0x0c] = 0x18;
  rig.pci.setMwi(rig.dev);
  expect(rig.read(0x0c, 1)).toBe(0x10);
});

it('HDR-14 MWI fails with -22 when the size does not stick', () => {
  const rig = new PciRig([testFunction(), testFunction({ isVf: true, devfn: 1, pin: 0, regions: [] })]);
  const vf = findDevice(rig.kernel, 0, 3, 1);
  if (vf === undefined) throw new Error('no VF');
  vf.fn.reachable = true;
  expect(rig.pci.setMwi(vf)).toBe(-22);
  expect(rig.read(0x04, 2, vf) & 0x10).toBe(0);
});
