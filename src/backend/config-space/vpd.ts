import { PCI_VPD_ADDR, PCI_VPD_ADDR_F, PCI_VPD_DATA } from '../../abi/pci-regs.ts';
import { XEN_PCI_ERR_access_denied } from '../../abi/pciif.ts';
import type { PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import { type ConfigField, describeField } from './field.ts';
import { readHardware } from './hardware.ts';

/** Vital product data may be read, in every mode (CAP-14, CAP-15). */
export const vpdFields = Object.freeze([
  describeField(PCI_VPD_ADDR, 2, { read: readHardware, write: writeVpdAddress }),
  describeField(PCI_VPD_DATA, 4, { read: readHardware }),
]);

/** An address starts a read; with the flag set it would start a write of the device's storage (CAP-14). */
function writeVpdAddress(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  if (value & PCI_VPD_ADDR_F) return XEN_PCI_ERR_access_denied;
  return driver.seams.storeField(driver, dev, field, value);
}
