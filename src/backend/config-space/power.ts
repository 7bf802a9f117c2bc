import {
  PCI_PM_CAP_PME_MASK,
  PCI_PM_CTRL,
  PCI_PM_CTRL_DATA_SEL_MASK,
  PCI_PM_CTRL_PME_ENABLE,
  PCI_PM_CTRL_PME_STATUS,
  PCI_PM_CTRL_STATE_MASK,
  PCI_PM_DATA_REGISTER,
  PCI_PM_PMC,
  PCI_PM_PPB_EXTENSIONS,
} from '../../abi/pci-regs.ts';
import { XEN_PCI_ERR_access_denied } from '../../abi/pciif.ts';
import { ConfigValue, type PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import { type ConfigField, describeField } from './field.ts';
import { readHardware } from './hardware.ts';

/** Fields of the power management capability (CAP-05 to CAP-13). */
export const powerFields = Object.freeze([
  describeField(PCI_PM_PMC, 2, { read: readCapabilities }),
  describeField(PCI_PM_CTRL, 2, { init: initControl, read: readHardware, write: writeControl }),
  describeField(PCI_PM_PPB_EXTENSIONS, 1, { read: readHardware }),
  describeField(PCI_PM_DATA_REGISTER, 1, { read: readHardware }),
]);

/** PMCSR bits the guest writes itself; the others, PME_ENABLE among them, are ignored (CAP-08, CAP-12). */
const GUEST_BITS = PCI_PM_CTRL_PME_STATUS | PCI_PM_CTRL_DATA_SEL_MASK;

const current = new ConfigValue();

/** PMC without support of PME (CAP-05). */
function readCapabilities(driver: Pciback, dev: PciDevice, field: ConfigField, out: ConfigValue): number {
  const err = readHardware(driver, dev, field, out);
  out.value &= ~PCI_PM_CAP_PME_MASK;
  return err;
}

/** The device must not raise PME while a guest has it (CAP-06). */
function initControl(driver: Pciback, dev: PciDevice, field: ConfigField): number {
  let err = readHardware(driver, dev, field, current);
  if (err === 0 && current.value & PCI_PM_CTRL_PME_ENABLE) {
    err = driver.seams.storeField(driver, dev, field, current.value & ~PCI_PM_CTRL_PME_ENABLE);
  }
  if (err < 0) return err;
  return 0; // a positive status is not recognised as a failure (CONF-38)
}

/**
 * PMCSR: a change of the guest's bits is written, so setting PME_STATUS alone where it reads 1 clears nothing
 * (CAP-08, CAP-09); then the power state is asked of the host, always (CAP-10).
 */
function writeControl(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  let err = readHardware(driver, dev, field, current);
  if (err !== 0) return err;
  const old = current.value;
  if ((old ^ value) & GUEST_BITS) {
    err = driver.seams.storeField(driver, dev, field, (old & ~GUEST_BITS) | (value & GUEST_BITS));
    if (err !== 0) return err;
  }
  err = driver.seams.changePowerState(driver, dev, value & PCI_PM_CTRL_STATE_MASK);
  return err === 0 ? 0 : XEN_PCI_ERR_access_denied;
}

/** Asks the host for a power state (0 to 3); it decides what that takes (CAP-11). */
export function changePowerState(driver: Pciback, dev: PciDevice, state: number): number {
  return driver.kernel.pci.setPowerState(dev, state);
}
