import type { ConfigValue, PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import type { ConfigField } from './field.ts';

/** Widths the host's accessors know. */
export type AccessSize = 1 | 2 | 4;

/** Field handler: reads the register itself. */
export function readHardware(driver: Pciback, dev: PciDevice, field: ConfigField, out: ConfigValue): number {
  return driver.kernel.pci.readConfig(dev, field.offset, field.size as AccessSize, out);
}

/** Field handler: writes the register itself. */
export function writeHardware(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  return driver.seams.storeField(driver, dev, field, value);
}

/** Stores the value of one field: its own bytes at its own width, never a neighbour's (CONF-16). */
export function storeField(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  return driver.kernel.pci.writeConfig(dev, field.offset, field.size as AccessSize, value);
}
