import { PCI_CAP_ID_MSI, PCI_CAP_ID_MSIX, PCI_CAP_ID_PM, PCI_CAP_ID_VPD } from '../../abi/pci-regs.ts';
import type { PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import { describeField, type FieldDescription } from './field.ts';
import { addField, addFields } from './field-list.ts';
import { readHardware } from './hardware.ts';
import { msiFields, msixFields } from './msi-control.ts';
import { powerFields } from './power.ts';
import { vpdFields } from './vpd.ts';

/** The capabilities that are virtualised, in the order of their fields (CAP-01, CONF-27). */
const virtualised = Object.freeze([PCI_CAP_ID_VPD, PCI_CAP_ID_PM, PCI_CAP_ID_MSI, PCI_CAP_ID_MSIX]);

/** Id and pointer to the next capability (CAP-04). */
const listHeader = describeField(0, 2, { read: readHardware });

const noFields: readonly FieldDescription[] = Object.freeze([]);

/** Adds the fields of the device's capabilities, the first of each kind; looked up here and never again (CAP-03). */
export function addCapabilityFields(driver: Pciback, dev: PciDevice): number {
  for (const id of virtualised) {
    const base = driver.kernel.pci.findCapability(dev, id);
    if (base === 0) continue;
    let err = addField(driver, dev, listHeader, base);
    if (err === 0) err = addFields(driver, dev, driver.seams.capabilityFields(driver, id), base);
    if (err !== 0) return err;
  }
  return 0;
}

/** Fields of one capability beside its list header; none of them is a register that holds an MSI message (CAP-17). */
export function capabilityFields(_driver: Pciback, id: number): readonly FieldDescription[] {
  switch (id) {
    case PCI_CAP_ID_VPD:
      return vpdFields;
    case PCI_CAP_ID_PM:
      return powerFields;
    case PCI_CAP_ID_MSI:
      return msiFields;
    case PCI_CAP_ID_MSIX:
      return msixFields;
    default:
      return noFields;
  }
}
