import { describe, expect, it } from 'vitest';
import { PointKind } from '../../platform/points.ts';
import { Ev } from '../../platform/recorder.ts';
import { testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

const out = { value: 0 };

describe('config accessor', () => {
  it('reads little-endian in every width and records it', () => {
    const rig = new PciRig();
    expect(rig.pci.readConfig(rig.dev, 0, 4, out)).toBe(0);
    expect(out.value).toBe(0x15218086);
    rig.pci.readConfig(rig.dev, 2, 2, out);
    expect(out.value).toBe(0x1521);
    rig.pci.readConfig(rig.dev, 3, 1, out);
    expect(out.value).toBe(0x15);
    expect(rig.recorder.of(Ev.ConfigRead)[1]).toEqual([0, 2, 2, 0x1521, 0]);
  });

  it('writes truncated to the width and records the value before', () => {
    const rig = new PciRig();
    expect(rig.pci.writeConfig(rig.dev, 0x0c, 1, 0x1234)).toBe(0);
    expect(rig.read(0x0c, 2)).toBe(0x0034);
    rig.pci.writeConfig(rig.dev, 0x0c, 1, 0x10);
    expect(rig.recorder.of(Ev.ConfigWrite)).toEqual([
      [0, 0x0c, 1, 0x34, 0],
      [0, 0x0c, 1, 0x10, 0x34],
    ]);
  });

  it('gives unsigned all-ones with the PCIBIOS status on failure', () => {
    const rig = new PciRig();
    expect(rig.pci.readConfig(rig.dev, 1, 2, out)).toBe(0x87);
    expect(out.value).toBe(0xffff);
    expect(rig.pci.writeConfig(rig.dev, 2, 4, 1)).toBe(0x87);
    expect(rig.pci.readConfig(rig.dev, -3, 4, out)).toBe(0x87);
    expect(rig.recorder.of(Ev.ConfigWrite)).toEqual([]);
  });

  it('CONF-33 ends at 4096: -22 and all-ones', () => {
    const rig = new PciRig();
    expect(rig.pci.readConfig(rig.dev, 0x1000, 4, out)).toBe(-22);
    expect(out.value).toBe(0xffffffff);
    expect(rig.pci.readConfig(rig.dev, 0x7ffffffc, 4, out)).toBe(-22);
    expect(rig.pci.writeConfig(rig.dev, 0x1000, 4, 0)).toBe(-22);
    expect(rig.pci.readConfig(rig.dev, 0xffc, 4, out)).toBe(0);
  });

  it('CONF-33 reads all-ones with success beyond a function without extended space, and drops writes', () => {
    const rig = new PciRig([testFunction({ extended: false })]);
    expect(rig.pci.readConfig(rig.dev, 0x100, 4, out)).toBe(0);
    expect(out.value).toBe(0xffffffff);
    expect(rig.pci.writeConfig(rig.dev, 0x100, 4, 0)).toBe(0);
    expect(rig.recorder.of(Ev.ConfigWrite)).toEqual([]);
  });

  it.each([
    [-0x80000000, 0x00],
    [-0x80000000 + 0x10, 0x10],
    [-256, 0x00],
    [-4, 0xfc],
  ])('CONF-34 aliases register %i inside the function on segment 0', (reg, hardware) => {
    const rig = new PciRig();
    expect(rig.pci.readConfig(rig.dev, reg, 4, out)).toBe(0);
    expect(out.value).toBe(rig.read(hardware, 4));
    expect(rig.recorder.of(Ev.ConfigRead)[0]?.[1]).toBe(hardware);
    expect(rig.recorder.of(Ev.OutOfWindow)).toEqual([]);
  });

  it('CONF-34 writes through the alias', () => {
    const rig = new PciRig();
    expect(rig.pci.writeConfig(rig.dev, -0x80000000 + 0x0c, 1, 0x10)).toBe(0);
    expect(rig.read(0x0c, 1)).toBe(0x10);
  });

  it('CONF-34 refuses a negative register on ECAM and records it', () => {
    const rig = new PciRig([testFunction({ domain: 1 })]);
    expect(rig.pci.readConfig(rig.dev, -4, 4, out)).toBe(-22);
    expect(out.value).toBe(0xffffffff);
    expect(rig.pci.writeConfig(rig.dev, -4, 4, 0)).toBe(-22);
    expect(rig.recorder.of(Ev.OutOfWindow).map((record) => record.slice(0, 2))).toEqual([
      [0, -4],
      [0, -4],
    ]);
    expect(rig.recorder.of(Ev.ConfigWrite)).toEqual([]);
  });

  it('CONF-35 answers 0x86 and all-ones for a function that is gone', () => {
    for (const lose of ['host', 'device'] as const) {
      const rig = new PciRig();
      if (lose === 'host') rig.pci.markDisconnected(rig.dev);
      else rig.dev.fn.vanish();
      expect(rig.pci.readConfig(rig.dev, 0, 2, out)).toBe(0x86);
      expect(out.value).toBe(0xffff);
      expect(rig.pci.writeConfig(rig.dev, 4, 2, 7)).toBe(0x86);
    }
  });

  it('fails as injected, once', () => {
    const rig = new PciRig();
    rig.world.faults.configRead = 1;
    rig.world.faults.configWrite = 1;
    expect(rig.pci.readConfig(rig.dev, 0, 4, out)).toBe(0x88);
    expect(out.value).toBe(0xffffffff);
    expect(rig.pci.readConfig(rig.dev, 0, 4, out)).toBe(0);
    expect(rig.pci.writeConfig(rig.dev, 0x0c, 1, 1)).toBe(0x88);
    expect(rig.read(0x0c, 1)).toBe(0);
  });

  it('announces an armed point before the access', () => {
    const rig = new PciRig();
    const seen: number[][] = [];
    rig.world.ports.points = {
      armed: 1 << PointKind.Config,
      reach: (kind, name) => {
        seen.push([kind, name]);
        rig.dev.fn.config[0x0c] = 0x55;
      },
    };
    rig.pci.readConfig(rig.dev, 0x0c, 1, out);
    expect(out.value).toBe(0x55);
    rig.pci.writeConfig(rig.dev, 0x0c, 1, 0);
    expect(seen).toEqual([
      [PointKind.Config, 0x0c],
      [PointKind.Config, 0x0c],
    ]);
  });
});
