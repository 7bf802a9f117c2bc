import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { LogLevel } from '../log.ts';
import { PM, testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

describe('CAP-11 power states', () => {
  it('the same state is a success without an access', () => {
    const rig = new PciRig();
    expect(rig.pci.setPowerState(rig.dev, 0)).toBe(0);
    expect(rig.recorder.of(Ev.ConfigRead)).toEqual([]);
  });

  it('goes to D3hot and back; BARs are restored, COMMAND is not', () => {
    const rig = new PciRig([testFunction({ reset: 'pm' })]);
    rig.pci.enableDevice(rig.dev);
    expect(rig.pci.setPowerState(rig.dev, 3)).toBe(0);
    expect([rig.dev.currentState, rig.read(PM + 4)]).toEqual([3, 3]);
    expect(rig.pci.setPowerState(rig.dev, 0)).toBe(0);
    expect([rig.dev.currentState, rig.read(PM + 4)]).toEqual([0, 0]);
    expect(rig.read(0x10, 4)).toBe(0xe000000c);
    expect(rig.read(0x30, 4)).toBe(0xf7000000);
    expect(rig.read(0x04)).toBe(0);
  });

  it('a function that keeps its state needs nothing back', () => {
    const rig = new PciRig([testFunction({ noSoftReset: true })]);
    rig.pci.enableDevice(rig.dev);
    rig.pci.setPowerState(rig.dev, 3);
    rig.clear();
    rig.pci.setPowerState(rig.dev, 0);
    expect(rig.recorder.writes()).toEqual([`${(PM + 4).toString(16)}:2=0`]);
    expect(rig.read(0x04)).toBe(0x0003);
  });

  it('what comes back can be changed alone', () => {
    const rig = new PciRig([testFunction({ reset: 'pm' })], { restoreAfterPowerUp: () => {} });
    rig.pci.setPowerState(rig.dev, 3);
    rig.pci.setPowerState(rig.dev, 0);
    expect(rig.read(0x10, 4)).not.toBe(0xe000000c);
  });

  it('a shallower state other than D0 fails', () => {
    const rig = new PciRig([testFunction({ intermediate: true })]);
    rig.pci.setPowerState(rig.dev, 3);
    expect(rig.pci.setPowerState(rig.dev, 1)).toBe(-22);
    expect(rig.pci.setPowerState(rig.dev, 2)).toBe(-22);
    expect(rig.dev.currentState).toBe(3);
  });

  it('D1 and D2 work where supported and fail where not', () => {
    const rig = new PciRig([testFunction({ intermediate: true })]);
    expect(rig.pci.setPowerState(rig.dev, 1)).toBe(0);
    expect(rig.read(PM + 4) & 3).toBe(1);
    expect(rig.pci.setPowerState(rig.dev, 2)).toBe(0);
    const without = new PciRig();
    expect(without.pci.setPowerState(without.dev, 1)).toBe(-5);
    expect(without.read(PM + 4) & 3).toBe(0);
  });

  it('D1 and D2 flagged off, and D3 flagged off, are silent successes', () => {
    const rig = new PciRig();
    rig.dev.noD1D2 = true;
    expect(rig.pci.setPowerState(rig.dev, 2)).toBe(0);
    rig.dev.noD3 = true;
    expect(rig.pci.setPowerState(rig.dev, 3)).toBe(0);
    expect(rig.recorder.writes()).toEqual([]);
    expect(rig.dev.currentState).toBe(0);
  });

  it('a failure downwards is hidden when the platform hook works', () => {
    const rig = new PciRig();
    rig.dev.platformPower = true;
    expect(rig.pci.setPowerState(rig.dev, 1)).toBe(0);
  });

  it('a device that refuses is a success with a limited line', () => {
    const rig = new PciRig([testFunction({ intermediate: true })]);
    rig.dev.fn.layout.writable[PM + 4] = 0;
    for (let i = 0; i < 12; i++) expect(rig.pci.setPowerState(rig.dev, 3)).toBe(0);
    expect(rig.dev.currentState).toBe(0);
    const lines = rig.recorder.of(Ev.Log);
    expect(lines.filter(([level, , suppressed]) => level === LogLevel.Info && suppressed === 0)).toHaveLength(
      10,
    );
  });

  it('without the capability only D0 works', () => {
    const rig = new PciRig();
    rig.dev.pmCap = 0;
    expect(rig.pci.setPowerState(rig.dev, 3)).toBe(-5);
    rig.dev.currentState = -1;
    expect(rig.pci.setPowerState(rig.dev, 0)).toBe(0);
    expect(rig.dev.currentState).toBe(0);
  });

  it('a function that does not answer cannot be brought up', () => {
    const rig = new PciRig();
    rig.pci.setPowerState(rig.dev, 3);
    rig.dev.fn.reachable = false;
    expect(rig.pci.setPowerState(rig.dev, 0)).toBe(-5);
    expect(rig.dev.currentState).toBe(3);
  });
});
