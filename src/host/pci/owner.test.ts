import { expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { PciRig } from './testing/rig.ts';

it('XB-35 one owner per device', () => {
  const { pci, dev, recorder } = new PciRig();
  expect(pci.findOwner(dev)).toBe(-19);
  expect(pci.unregisterOwner(dev)).toBe(-19);
  expect(pci.registerOwner(dev, 7)).toBe(true);
  expect(pci.registerOwner(dev, 3)).toBe(false);
  expect(pci.findOwner(dev)).toBe(7);
  expect(pci.unregisterOwner(dev)).toBe(0);
  expect(pci.findOwner(dev)).toBe(-19);
  expect(recorder.of(Ev.Owner).map((record) => record.slice(0, 2))).toEqual([
    [0, 7],
    [0, -1],
  ]);
});
