import { describe, expect, it } from 'vitest';
import { testKernelConfig } from '../../host/testing/kernel-config.ts';
import { KernelOops } from '../../platform/oops.ts';
import { Ev } from '../../platform/recorder.ts';
import { findDevice } from '../testing/find-device.ts';
import { allPirqs, mappedPirqs } from '../testing/pirqs.ts';
import { LINE, MSI, testBridge, testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

const handler = { fn: 0, handleInterrupt: () => true };

function enabled(seams = {}): PciRig {
  const rig = new PciRig([testFunction()], seams);
  rig.pci.enableDevice(rig.dev);
  rig.pci.enableMsi(rig.dev);
  return rig;
}

describe('enable', () => {
  it('OPS-05, OPS-25 gives one vector, stops INTx and changes the current IRQ', () => {
    const rig = new PciRig();
    rig.pci.enableDevice(rig.dev);
    rig.clear();
    expect(rig.pci.enableMsi(rig.dev)).toBe(0);
    const { dev } = rig;
    expect([dev.msiEnabled, dev.irq, dev.legacyIrq]).toEqual([true, dev.msiIrqs[0], LINE]);
    expect(rig.read(MSI + 2)).toBe(0x0081);
    expect(rig.read(0x04)).toBe(0x0403);
    expect(rig.read(MSI + 4, 4)).toBe(0xfee00000);
    expect(rig.irqs.pirqOf(dev.irq)).toBe(512);
    // the enable bit comes last
    expect(rig.recorder.writes().at(-1)).toBe('52:2=81');
  });

  it('OPS-22 maps the pirq for the owner, or for the backend domain', () => {
    const rig = enabled();
    expect(mappedPirqs(rig.irqs, 0)).toHaveLength(1);
    rig.pci.disableMsi(rig.dev);
    rig.pci.registerOwner(rig.dev, 7);
    rig.pci.enableMsi(rig.dev);
    expect(mappedPirqs(rig.irqs, 7)).toHaveLength(1);
    // decision 2.15: the owner has changed since, the pirq is unmapped for the domain it was mapped for
    rig.pci.unregisterOwner(rig.dev);
    rig.pci.registerOwner(rig.dev, 9);
    rig.pci.disableMsi(rig.dev);
    expect(rig.recorder.of(Ev.PirqUnmap).at(-1)?.[0]).toBe(7);
    expect(allPirqs(rig.irqs)).toEqual([]);
  });

  it('OPS-07 fails without a capability, out of D0, and where MSI is off', () => {
    const without = new PciRig([testFunction({ msi: false })]);
    expect(without.pci.enableMsi(without.dev)).toBe(-22);
    const asleep = new PciRig();
    asleep.pci.setPowerState(asleep.dev, 3);
    expect(asleep.pci.enableMsi(asleep.dev)).toBe(-22);
    const off = new PciRig();
    off.pci.noMsi = true;
    expect(off.pci.enableMsi(off.dev)).toBe(-22);
    const built = new PciRig([testFunction()], {}, { ...testKernelConfig, msi: false });
    expect(built.pci.enableMsi(built.dev)).toBe(-22);
    const flagged = new PciRig();
    flagged.dev.noMsi = true;
    expect(flagged.pci.enableMsi(flagged.dev)).toBe(-22);
    expect(flagged.dev.msiEnabled).toBe(false);
  });

  it('OPS-07 fails below a bridge that is marked no-MSI', () => {
    const rig = new PciRig([testBridge(), testFunction()]);
    const below = findDevice(rig.kernel, 0, 3, 0);
    rig.dev.noMsi = true;
    if (below === undefined) throw new Error('no function');
    expect(rig.pci.enableMsi(below)).toBe(-22);
  });

  it('OPS-07 fails without a pirq, leaving nothing behind', () => {
    const rig = new PciRig();
    rig.world.faults.pirq = 1;
    expect(rig.pci.enableMsi(rig.dev)).toBe(-28);
    expect([rig.dev.msiEnabled, rig.dev.irq, rig.read(MSI + 2)]).toEqual([false, LINE, 0x0080]);
    expect(rig.irqs.allocated('msi')).toEqual([]);
  });

  it('OPS-25 succeeds when the enable bit is set raw', () => {
    const rig = new PciRig();
    rig.pci.writeConfig(rig.dev, MSI + 2, 2, 0x0081);
    expect(rig.pci.enableMsi(rig.dev)).toBe(0);
    expect(rig.read(MSI + 2)).toBe(0x0081);
  });
});

describe('disable', () => {
  it('OPS-08, OPS-25 gives everything back', () => {
    const rig = enabled();
    rig.pci.disableMsi(rig.dev);
    expect([rig.dev.msiEnabled, rig.dev.irq, rig.read(MSI + 2), rig.read(0x04)]).toEqual([
      false,
      LINE,
      0x0080,
      0x0003,
    ]);
    expect(rig.irqs.allocated('msi')).toEqual([]);
    expect(allPirqs(rig.irqs)).toEqual([]);
  });

  it('does nothing when MSI is off', () => {
    const rig = new PciRig();
    rig.pci.disableMsi(rig.dev);
    expect(rig.recorder.records).toEqual([]);
  });

  it('OPS-25 works when the guest has cleared the enable bit', () => {
    const rig = enabled();
    rig.pci.writeConfig(rig.dev, MSI + 2, 2, 0x0080);
    rig.pci.disableMsi(rig.dev);
    expect([rig.dev.msiEnabled, rig.read(0x04)]).toEqual([false, 0x0003]);
  });
});

describe('XSA-157: what the host does when its driver does not check', () => {
  it('part 1: a second enable is a WARN; the next disable meets an empty list', () => {
    const rig = enabled();
    expect(rig.pci.enableMsi(rig.dev)).toBeLessThan(0);
    expect(rig.recorder.warnings()).toHaveLength(1);
    expect(rig.dev.msiEnabled).toBe(true);
    expect(() => rig.pci.disableMsi(rig.dev)).toThrow(KernelOops);
  });

  it('part 1: MSI on top of MSI-X frees what MSI-X uses', () => {
    const rig = new PciRig();
    rig.pci.enableDevice(rig.dev);
    expect(rig.pci.enableMsix(rig.dev, [{ vector: 0, entry: 0 }], 1)).toBe(0);
    expect(rig.pci.enableMsi(rig.dev)).toBeLessThan(0);
    expect(() => rig.pci.disableMsix(rig.dev)).toThrow('freed');
  });

  it('part 3: freeing an MSI interrupt that has a handler is a BUG', () => {
    const rig = enabled();
    expect(rig.irqs.request(rig.dev.irq, handler, 'xen-pciback[0000:03:00.0]', true)).toBe(0);
    expect(() => rig.pci.disableMsi(rig.dev)).toThrow('still has an action');
  });
});
