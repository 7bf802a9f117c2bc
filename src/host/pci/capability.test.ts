import { expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { EXPRESS, MSI, MSIX, PM, testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

it('CAP-02 finds the first capability of an ID', () => {
  const rig = new PciRig();
  expect([0x01, 0x05, 0x11, 0x10, 0x03].map((id) => rig.pci.findCapability(rig.dev, id))).toEqual([
    PM,
    MSI,
    MSIX,
    EXPRESS,
    0,
  ]);
});

it('CAP-02 needs STATUS bit 0x10', () => {
  const rig = new PciRig();
  rig.dev.fn.config[0x06] = 0;
  expect(rig.pci.findCapability(rig.dev, 0x01)).toBe(0);
});

it('CAP-02 rounds pointers down to 4 and stops below 0x40', () => {
  const rig = new PciRig();
  rig.dev.fn.config[0x34] = PM + 3;
  expect(rig.pci.findCapability(rig.dev, 0x01)).toBe(PM);
  rig.dev.fn.config[0x34] = 0x3c;
  expect(rig.pci.findCapability(rig.dev, 0x01)).toBe(0);
});

it('CAP-02 stops at ID 0xFF', () => {
  const rig = new PciRig();
  rig.dev.fn.config[PM] = 0xff;
  expect(rig.pci.findCapability(rig.dev, 0x05)).toBe(0);
});

it('CAP-02 looks at 48 entries of a list that loops', () => {
  const rig = new PciRig();
  rig.dev.fn.config[PM + 1] = PM;
  rig.clear();
  expect(rig.pci.findCapability(rig.dev, 0x05)).toBe(0);
  const ids = rig.recorder.of(Ev.ConfigRead).filter(([, reg]) => reg === PM);
  expect(ids).toHaveLength(48);
});

it('an unbounded walk (a change of the bound) is ended by the rig and recorded', () => {
  const rig = new PciRig([testFunction()], { capabilityWalkGoesOn: () => true });
  rig.dev.fn.config[PM + 1] = PM;
  expect(rig.pci.findCapability(rig.dev, 0x05)).toBe(0);
  expect(rig.recorder.of(Ev.StepLimit)).toHaveLength(1);
});
