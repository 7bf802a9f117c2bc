import {
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_ENABLE,
} from '../../abi/pci-regs.ts';
import { deviceData } from '../../backend/device-data.ts';
import type { Pciback } from '../../backend/driver.ts';
import { ConfigValue, type PciDevice } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** Sets the bits `mask` of a 16-bit register to those of `value`, if they differ. */
function setBits({ kernel }: Pciback, dev: PciDevice, register: number, mask: number, value: number): void {
  const old = new ConfigValue();
  if (kernel.pci.readConfig(dev, register, 2, old) !== 0) return;
  const wanted = (old.value & ~mask) | (value & mask);
  if (wanted !== old.value) kernel.pci.writeConfig(dev, register, 2, wanted);
}

function clearEnables(driver: Pciback, dev: PciDevice): void {
  if (dev.msixCap !== 0) setBits(driver, dev, dev.msixCap + PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_ENABLE, 0);
  if (dev.msiCap !== 0) setBits(driver, dev, dev.msiCap + PCI_MSI_FLAGS, PCI_MSI_FLAGS_ENABLE, 0);
  const saved = deviceData(dev)?.savedState ?? null;
  if (saved !== null) {
    setBits(driver, dev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE, saved.header[PCI_COMMAND / 4] as number);
  }
}

export const clearInterruptEnablesAtReturn: Hardening = {
  kind: 'hardening',
  id: 'clear-interrupt-enables-at-return',
  title: 'a returned device has MSI and MSI-X off and INTX_DISABLE as at bind',
  cause:
    "Interrupt enables that a permissive guest or a stub domain sets in configuration space are unknown to the host's " +
    'own flags, so the device reset passes them over: without a function reset the next owner gets a device that ' +
    'signals with the message of the last one.',
  rules: ['CAP-20', 'CAP-27', 'ISR-14', 'STUB-20'],
  reach: 'guest with permissive',
  severity: 'medium',
  oracles: ['leak'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'deviceResetAtReturn', (previous) => (driver, dev) => {
      previous(driver, dev);
      clearEnables(driver, dev);
    }),
};
