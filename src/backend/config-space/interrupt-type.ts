import {
  PCI_CAP_ID_MSI,
  PCI_CAP_ID_MSIX,
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_ENABLE,
} from '../../abi/pci-regs.ts';
import { ConfigValue, type PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';

/** Ways in which a device may interrupt; a set is the sum (CAP-26). */
export const INTERRUPT_TYPE_NONE = 0;
export const INTERRUPT_TYPE_INTX = 1;
export const INTERRUPT_TYPE_MSI = 2;
export const INTERRUPT_TYPE_MSIX = 4;

/** Where one of the two capabilities is, as found when the device was scanned; 0 when it has none. */
export function capabilityOf(
  _driver: Pciback,
  dev: PciDevice,
  id: typeof PCI_CAP_ID_MSI | typeof PCI_CAP_ID_MSIX,
): number {
  return id === PCI_CAP_ID_MSI ? dev.msiCap : dev.msixCap;
}

const register = new ConfigValue();

/**
 * The types active now, read from the registers and not from what the host believes. INTx counts only where
 * neither MSI nor MSI-X is on. A status of the host (never equal to a type) when a register cannot be read.
 * CAP-26
 */
export function activeInterruptTypes(driver: Pciback, dev: PciDevice): number {
  const { pci } = driver.kernel;
  let types = INTERRUPT_TYPE_NONE;

  const msi = driver.seams.capabilityOf(driver, dev, PCI_CAP_ID_MSI);
  if (msi !== 0) {
    const err = pci.readConfig(dev, msi + PCI_MSI_FLAGS, 2, register);
    if (err !== 0) return err;
    if (register.value & PCI_MSI_FLAGS_ENABLE) types |= INTERRUPT_TYPE_MSI;
  }

  const msix = driver.seams.capabilityOf(driver, dev, PCI_CAP_ID_MSIX);
  if (msix !== 0) {
    const err = pci.readConfig(dev, msix + PCI_MSIX_FLAGS, 2, register);
    if (err !== 0) return err;
    if (register.value & PCI_MSIX_FLAGS_ENABLE) types |= INTERRUPT_TYPE_MSIX;
  }

  if (types === INTERRUPT_TYPE_NONE) {
    const err = pci.readConfig(dev, PCI_COMMAND, 2, register);
    if (err !== 0) return err;
    if ((register.value & PCI_COMMAND_INTX_DISABLE) === 0) types = INTERRUPT_TYPE_INTX;
  }
  return types;
}
