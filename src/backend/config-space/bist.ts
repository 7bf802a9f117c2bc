import { PCI_BIST_START } from '../../abi/pci-regs.ts';
import { ConfigValue, type PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import type { ConfigField } from './field.ts';
import { readHardware } from './hardware.ts';

const current = new ConfigValue();

/** BIST: the guest may start a self test, and nothing else in the register (HDR-07). */
export function writeBist(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  const err = readHardware(driver, dev, field, current);
  if (err !== 0) return err;
  const unchanged = (value & ~PCI_BIST_START) === (current.value & ~PCI_BIST_START);
  return unchanged || value === PCI_BIST_START ? driver.seams.storeField(driver, dev, field, value) : 0;
}
