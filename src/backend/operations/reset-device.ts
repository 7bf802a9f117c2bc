import { PCI_COMMAND, PCI_COMMAND_INVALIDATE, PCI_HEADER_TYPE_NORMAL } from '../../abi/pci-regs.ts';
import { ConfigValue, type PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import { controlIsr } from './helper-isr.ts';

/**
 * Readies a device for its next owner: helper handler off, interrupts and decode bookkeeping off. Called at bind,
 * at return from a guest and at release (ISR-14).
 */
export function resetDevice(driver: Pciback, dev: PciDevice): void {
  controlIsr(driver, dev, true);
  if (driver.seams.resetsFully(driver, dev)) {
    driver.seams.resetInterrupts(driver, dev);
    if (dev.enableCnt > 0) driver.kernel.pci.disableDevice(dev);
    driver.seams.resetCommand(driver, dev);
    dev.isBusmaster = false;
  } else {
    clearInvalidate(driver, dev);
  }
}

/** Seam: does the reset turn everything off, or only memory-write-invalidate? Only type 0 headers get all of it. */
export function resetsFully(_driver: Pciback, dev: PciDevice): boolean {
  return dev.hdrType === PCI_HEADER_TYPE_NORMAL;
}

/** Seam: interrupt step of the reset, MSI-X before MSI; each does nothing where it is off. */
export function resetInterrupts(driver: Pciback, dev: PciDevice): void {
  driver.kernel.pci.disableMsix(dev);
  driver.kernel.pci.disableMsi(dev);
}

/** Seam: what the reset writes to COMMAND itself: nothing, so that a mapped BAR goes on decoding (XSA-120, CHG-23). */
export function resetCommand(_driver: Pciback, _dev: PciDevice): void {}

function clearInvalidate(driver: Pciback, dev: PciDevice): void {
  const { pci } = driver.kernel;
  const command = new ConfigValue();
  pci.readConfig(dev, PCI_COMMAND, 2, command);
  if ((command.value & PCI_COMMAND_INVALIDATE) === 0) return;
  pci.writeConfig(dev, PCI_COMMAND, 2, command.value & ~PCI_COMMAND_INVALIDATE);
  dev.isBusmaster = false;
}
