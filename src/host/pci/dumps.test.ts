import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDump } from '../../platform/pci/dump/parse.ts';
import { allPirqs } from '../testing/pirqs.ts';
import { PciRig } from './testing/rig.ts';

const directory = process.env.PCIBACK_RIG_DEVICES;
const files = directory === undefined ? [] : readdirSync(directory).filter((name) => name.endsWith('.lspci'));

/** Runs every service once on every function of a machine, whatever state its dump is in. */
function exercise(rig: PciRig): number {
  const { pci, irqs } = rig;
  for (const dev of pci.devices) {
    if (pci.enableDevice(dev) !== 0) continue;
    pci.setMaster(dev);
    pci.setMwi(dev);
    pci.saveState(dev);
    if (pci.enableMsi(dev) === 0) pci.disableMsi(dev);
    if (pci.enableMsix(dev, [{ vector: 0, entry: 0 }], 1) === 0) pci.disableMsix(dev);
    pci.resetFunction(dev);
    pci.restoreState(dev);
    pci.setPowerState(dev, 3);
    pci.setPowerState(dev, 0);
    pci.disableDevice(dev);
  }
  return irqs.allocated('msi').length + irqs.allocated('msix').length + allPirqs(irqs).length;
}

describe.skipIf(files.length === 0)('real machines (PCIBACK_RIG_DEVICES)', () => {
  it.each(files)('%s', (file) => {
    const { functions } = parseDump(readFileSync(join(directory as string, file), 'latin1'), file);
    const machines = new Set(functions.map(({ machine }) => machine));
    for (const machine of machines) {
      const rig = new PciRig(functions.filter((fn) => fn.machine === machine));
      expect(rig.pci.devices.length).toBeGreaterThan(0);
      expect(exercise(rig)).toBe(0);
    }
  });
});
