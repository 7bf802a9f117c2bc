import { describe, expect, it } from 'vitest';
import { Ev, HostCall } from '../../platform/recorder.ts';
import { SAVED_STATE_BYTES } from './saved-state.ts';
import { EXPRESS, MSI, MSIX, PM, testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

function bound(): PciRig {
  const rig = new PciRig();
  rig.pci.enableDevice(rig.dev);
  rig.pci.saveState(rig.dev);
  rig.clear();
  return rig;
}

describe('save and restore', () => {
  it('STUB-35 writes only what differs, from the end of the header to its start', () => {
    const rig = bound();
    rig.dev.fn.write(0x0c, 1, 0x20);
    rig.dev.fn.write(0x10, 4, 0);
    rig.dev.fn.write(0x3c, 1, 0x55);
    rig.pci.restoreState(rig.dev);
    expect(rig.recorder.writes()).toEqual(['3c:4=111', '10:4=e000000c', 'c:4=0']);
  });

  it('uses the saved state up', () => {
    const rig = bound();
    rig.pci.restoreState(rig.dev);
    rig.dev.fn.write(0x0c, 1, 0x20);
    rig.pci.restoreState(rig.dev);
    expect(rig.read(0x0c, 1)).toBe(0x20);
  });

  it('decision 2.14 covers Express control words, not the power state', () => {
    const rig = bound();
    const devctl = rig.read(EXPRESS + 8);
    rig.dev.fn.write(EXPRESS + 8, 2, 0x0000);
    rig.dev.fn.write(PM + 4, 2, 0x0003);
    rig.pci.restoreState(rig.dev);
    expect(rig.read(EXPRESS + 8)).toBe(devctl);
    expect(rig.read(PM + 4) & 3).toBe(3);
  });

  it('decision 2.14 does not cover MSI registers that the host did not switch on', () => {
    const rig = bound();
    rig.pci.writeConfig(rig.dev, MSI + 2, 2, 0x0081);
    rig.pci.restoreState(rig.dev);
    expect(rig.read(MSI + 2)).toBe(0x0081);
  });

  it('STUB-27 MSI that is on is programmed and enabled again', () => {
    const rig = bound();
    rig.pci.enableMsi(rig.dev);
    rig.pci.resetFunction(rig.dev);
    expect(rig.read(MSI + 2)).toBe(0x0080);
    rig.pci.restoreState(rig.dev);
    expect([rig.read(MSI + 2), rig.read(MSI + 4, 4), rig.read(0x04)]).toEqual([0x0081, 0xfee00000, 0x0403]);
  });

  it('STUB-27 MSI-X likewise, its table included', () => {
    const rig = bound();
    rig.pci.enableMsix(rig.dev, [{ vector: 0, entry: 1 }], 1);
    rig.pci.resetFunction(rig.dev);
    rig.clear();
    rig.pci.restoreState(rig.dev);
    expect([rig.read(MSIX + 2), rig.read(0x04)]).toEqual([0x8003, 0x0403]);
    expect(rig.recorder.of(Ev.UnsupportedRequest)).toEqual([]);
  });

  it('leaves an MSI-X table alone that is not decoded', () => {
    const rig = bound();
    rig.pci.enableMsix(rig.dev, [{ vector: 0, entry: 1 }], 1);
    rig.dev.fn.write(PM + 4, 2, 0x0003);
    rig.pci.restoreState(rig.dev);
    expect(rig.recorder.of(Ev.UnsupportedRequest)).toEqual([]);
  });

  it('is bracketed as the work of the host', () => {
    const rig = bound();
    rig.pci.restoreState(rig.dev);
    expect(rig.recorder.of(Ev.HostEnter)[0]?.[1]).toBe(HostCall.RestoreState);
    expect(rig.recorder.of(Ev.HostExit)[0]?.[1]).toBe(HostCall.RestoreState);
  });

  it('saves the PCI-X command word', () => {
    const rig = new PciRig([testFunction({ express: false, extended: false, reset: 'pm', msi: false })]);
    rig.dev.pcixCap = 0xe0;
    rig.dev.fn.layout.writable.fill(0xff, 0xe0, 0xe8);
    rig.dev.fn.config[0xe2] = 0x0b;
    rig.pci.saveState(rig.dev);
    rig.dev.fn.config[0xe2] = 0;
    rig.pci.restoreState(rig.dev);
    expect(rig.read(0xe2)).toBe(0x0b);
  });
});

describe('kept copies', () => {
  it('need a saved state, and memory', () => {
    const rig = new PciRig();
    expect(rig.pci.storeSavedState(rig.dev)).toBeNull();
    rig.pci.saveState(rig.dev);
    rig.world.faults.alloc = 1;
    expect(rig.pci.storeSavedState(rig.dev)).toBeNull();
    expect(rig.pci.storeSavedState(rig.dev)).not.toBeNull();
    expect(rig.kernel.allocated).toBe(SAVED_STATE_BYTES);
  });

  it('STUB-22 can be loaded again and again', () => {
    const rig = bound();
    const kept = rig.pci.storeSavedState(rig.dev);
    for (let i = 0; i < 2; i++) {
      rig.dev.fn.write(0x0c, 1, 0x20);
      expect(rig.pci.loadSavedState(rig.dev, kept)).toBe(0);
      rig.pci.restoreState(rig.dev);
      expect(rig.read(0x0c, 1)).toBe(0);
    }
  });

  it('a later save does not change the copy', () => {
    const rig = bound();
    const kept = rig.pci.storeSavedState(rig.dev);
    rig.dev.fn.write(0x0c, 1, 0x20);
    rig.pci.saveState(rig.dev);
    rig.pci.loadSavedState(rig.dev, kept);
    rig.pci.restoreState(rig.dev);
    expect(rig.read(0x0c, 1)).toBe(0);
  });

  it('loading nothing is a success that restores nothing; a fault restores nothing either', () => {
    const rig = bound();
    const kept = rig.pci.storeSavedState(rig.dev);
    rig.dev.fn.write(0x0c, 1, 0x20);
    expect(rig.pci.loadSavedState(rig.dev, null)).toBe(0);
    rig.pci.restoreState(rig.dev);
    rig.world.faults.loadState = 1;
    expect(rig.pci.loadSavedState(rig.dev, kept)).toBe(-5);
    rig.pci.restoreState(rig.dev);
    expect(rig.read(0x0c, 1)).toBe(0x20);
  });

  it('load and free gives the memory back; use afterwards is an oops', () => {
    const rig = bound();
    const kept = rig.pci.storeSavedState(rig.dev);
    expect(rig.pci.loadAndFreeSavedState(rig.dev, kept)).toBe(0);
    expect(rig.kernel.allocated).toBe(0);
    expect(() => rig.pci.loadSavedState(rig.dev, kept)).toThrow('freed');
    expect(() => rig.pci.freeSavedState(kept)).toThrow('twice');
  });
});
