import { describe, expect, it } from 'vitest';
import { Ev, HostCall } from '../../platform/recorder.ts';
import { testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

describe('HDR-19 enabling', () => {
  it('sets decode by the resources that exist and counts', () => {
    const rig = new PciRig();
    expect(rig.pci.enableDevice(rig.dev)).toBe(0);
    expect(rig.read(0x04)).toBe(0x0003);
    expect(rig.dev.enableCnt).toBe(1);
    rig.clear();
    expect(rig.pci.enableDevice(rig.dev)).toBe(0);
    expect(rig.dev.enableCnt).toBe(2);
    expect(rig.recorder.writes()).toEqual([]);
  });

  it('sets only the decode bit it needs', () => {
    const regions = [{ index: 0, kind: 'mem', address: 0xe0000000, size: 0x1000 }] as const;
    const rig = new PciRig([testFunction({ regions })]);
    rig.pci.enableDevice(rig.dev);
    expect(rig.read(0x04)).toBe(0x0002);
  });

  it('counts the ROM only if its enable bit is set', () => {
    const regions = [{ index: 6, kind: 'rom', address: 0xf7000000, size: 0x10000 }] as const;
    const rig = new PciRig([testFunction({ regions })]);
    rig.pci.enableDevice(rig.dev);
    expect(rig.read(0x04)).toBe(0);
    const enabled = testFunction({ regions });
    enabled.config[0x30] = 0x01;
    const other = new PciRig([enabled]);
    other.pci.enableDevice(other.dev);
    expect(other.read(0x04)).toBe(0x0002);
  });

  it('fails with -22 for a BAR without an address or without a claim', () => {
    const regions = [{ index: 0, kind: 'mem', address: 0, size: 0x1000 }] as const;
    const rig = new PciRig([testFunction({ regions })]);
    expect(rig.pci.enableDevice(rig.dev)).toBe(-22);
    expect([rig.dev.enableCnt, rig.read(0x04)]).toEqual([0, 0]);
    const claimless = new PciRig();
    (claimless.dev.resource[0] as { claimed: boolean }).claimed = false;
    expect(claimless.pci.enableDevice(claimless.dev)).toBe(-22);
  });

  it('fails as injected', () => {
    const rig = new PciRig();
    rig.world.faults.enable = 1;
    expect(rig.pci.enableDevice(rig.dev)).toBe(-22);
    expect(rig.pci.enableDevice(rig.dev)).toBe(0);
  });

  it('clears INTX_DISABLE when there is a pin and no message-signalled interrupt', () => {
    const rig = new PciRig([testFunction({ command: 0x0400 })]);
    rig.pci.enableDevice(rig.dev);
    expect(rig.read(0x04)).toBe(0x0003);
    const pinless = new PciRig([testFunction({ command: 0x0400, pin: 0 })]);
    pinless.pci.enableDevice(pinless.dev);
    expect(pinless.read(0x04)).toBe(0x0403);
    const withMsi = new PciRig();
    withMsi.pci.enableDevice(withMsi.dev);
    withMsi.pci.enableMsi(withMsi.dev);
    withMsi.pci.disableDevice(withMsi.dev);
    withMsi.pci.enableDevice(withMsi.dev);
    expect(withMsi.read(0x04)).toBe(0x0403);
  });

  it('HDR-22 the INTX_DISABLE part can be changed alone', () => {
    const rig = new PciRig([testFunction({ command: 0x0400 })], { intxAtEnable: () => {} });
    rig.pci.enableDevice(rig.dev);
    expect(rig.read(0x04)).toBe(0x0403);
  });

  it('brings the function to D0 first and gives it its BARs back (STUB-26)', () => {
    const rig = new PciRig([testFunction({ reset: 'pm' })]);
    rig.pci.enableDevice(rig.dev);
    rig.pci.disableDevice(rig.dev);
    rig.pci.setPowerState(rig.dev, 3);
    expect(rig.pci.enableDevice(rig.dev)).toBe(0);
    expect(rig.dev.currentState).toBe(0);
    expect([rig.read(0x10, 4), rig.read(0x14, 4), rig.read(0x18, 4)]).toEqual([0xe000000c, 0x8, 0xe001]);
    expect(rig.read(0x04)).toBe(0x0003);
  });

  it('tolerates -EIO from the power-up', () => {
    const rig = new PciRig();
    rig.pci.setPowerState(rig.dev, 3);
    rig.dev.fn.reachable = false;
    expect(rig.pci.enableDevice(rig.dev)).toBe(0);
  });

  it('is one service on record, not nested', () => {
    const rig = new PciRig();
    rig.pci.setPowerState(rig.dev, 3);
    rig.clear();
    rig.pci.enableDevice(rig.dev);
    expect(rig.recorder.of(Ev.HostEnter).map((record) => record[1])).toEqual([HostCall.EnableDevice]);
    expect(rig.recorder.of(Ev.HostExit).map((record) => record.slice(1, 3))).toEqual([
      [HostCall.EnableDevice, 0],
    ]);
  });
});

describe('HDR-20 disabling', () => {
  it('clears only MASTER, at the last disable', () => {
    const rig = new PciRig();
    rig.pci.enableDevice(rig.dev);
    rig.pci.enableDevice(rig.dev);
    rig.pci.setMaster(rig.dev);
    rig.pci.disableDevice(rig.dev);
    expect([rig.read(0x04), rig.dev.isBusmaster]).toEqual([0x0007, true]);
    rig.pci.disableDevice(rig.dev);
    expect([rig.read(0x04), rig.dev.isBusmaster, rig.dev.enableCnt]).toEqual([0x0003, false, 0]);
  });

  it('warns when the function is disabled already', () => {
    const rig = new PciRig();
    rig.pci.disableDevice(rig.dev);
    expect(rig.recorder.warnings()).toHaveLength(1);
  });
});
