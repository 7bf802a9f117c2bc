import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { MSIX, PM, testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

describe('function reset', () => {
  it.each(['flr', 'af', 'pm'] as const)('clears device state by %s, without saving or restoring', (reset) => {
    const rig = new PciRig([testFunction({ reset })]);
    rig.pci.enableDevice(rig.dev);
    rig.dev.fn.scratch = 0x1234;
    expect(rig.pci.resetFunction(rig.dev)).toBe(0);
    expect([rig.dev.fn.scratch, rig.read(0x04), rig.dev.enableCnt]).toEqual([0, 0, 1]);
  });

  it('-ENOTTY without a method, with or without a fault', () => {
    const rig = new PciRig([testFunction({ reset: 'none' })]);
    rig.dev.fn.scratch = 1;
    expect(rig.pci.resetFunction(rig.dev)).toBe(-25);
    rig.world.faults.reset = 1;
    expect(rig.pci.resetFunction(rig.dev)).toBe(-25);
    expect([rig.dev.fn.scratch, rig.world.faults.reset]).toEqual([1, 0]);
  });

  it('fails as injected and touches nothing', () => {
    const rig = new PciRig();
    rig.dev.fn.scratch = 1;
    rig.world.faults.reset = 1;
    expect(rig.pci.resetFunction(rig.dev)).toBe(-5);
    expect(rig.dev.fn.scratch).toBe(1);
  });

  it('STUB-26 a reset by power management needs D0', () => {
    const rig = new PciRig([testFunction({ reset: 'pm' })]);
    rig.pci.setPowerState(rig.dev, 3);
    rig.dev.fn.scratch = 1;
    expect(rig.pci.resetFunction(rig.dev)).toBe(-22);
    expect([rig.dev.fn.scratch, rig.read(PM + 4) & 3]).toEqual([1, 3]);
  });

  it('does not change what the host thinks of the power state', () => {
    const rig = new PciRig();
    rig.pci.setPowerState(rig.dev, 3);
    expect(rig.pci.resetFunction(rig.dev)).toBe(0);
    expect([rig.dev.currentState, rig.read(PM + 4) & 3]).toEqual([3, 0]);
    rig.pci.enableDevice(rig.dev);
    expect(rig.dev.currentState).toBe(0);
  });

  it('6.1 tells the hypervisor neither of resets nor of the GSI (CHG-02, CHG-04)', () => {
    const rig = new PciRig();
    expect([rig.pci.notifyReset(rig.dev), rig.pci.setupGsi(rig.dev), rig.dev.gsi]).toEqual([0, 0, -1]);
    const changed = new PciRig([testFunction()], { notifyReset: () => -19, setupGsi: () => -22 });
    expect([changed.pci.notifyReset(changed.dev), changed.pci.setupGsi(changed.dev)]).toEqual([-19, -22]);
  });
});

describe('MSI-X announcements', () => {
  it('STUB-35 prepare switches MSI-X on, masked, and off', () => {
    const rig = new PciRig();
    expect(rig.pci.prepareMsix(rig.dev)).toBe(0);
    const control = (MSIX + 2).toString(16);
    expect(rig.recorder.writes()).toEqual([`${control}:2=c003`, `${control}:2=3`]);
    expect(rig.pci.releaseMsix(rig.dev)).toBe(0);
    expect(rig.recorder.of(Ev.PhysdevMsix).map((record) => record.slice(0, 2))).toEqual([
      [0, 0],
      [0, 1],
    ]);
  });

  it('fails when the hypervisor refuses', () => {
    const rig = new PciRig();
    rig.pci.physdevError = -38;
    expect([rig.pci.prepareMsix(rig.dev), rig.pci.releaseMsix(rig.dev)]).toEqual([-38, -38]);
    expect(rig.recorder.writes()).toEqual([]);
  });
});
