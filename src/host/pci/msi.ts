import { EINVAL } from '../../abi/errno.ts';
import {
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_64BIT,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSI_FLAGS_QSIZE,
} from '../../abi/pci-regs.ts';
import { HostCall } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead, hostWrite } from './access.ts';
import { intxForMsi } from './bus-master.ts';
import type { PciDevice } from './device.ts';
import { enabledTwice } from './msi-checks.ts';
import { allocateVector, checkDamage, freeVectors, MSI_ADDRESS, messageData } from './msi-vectors.ts';
import { enterService, exitService } from './service.ts';

const PCI_MSI_ADDRESS_LO = 4;
const PCI_MSI_ADDRESS_HI = 8;
const PCI_MSI_DATA_32 = 8;
const PCI_MSI_DATA_64 = 12;

/**
 * Turns one MSI vector on (OPS-04, OPS-07, OPS-25): allocates an IRQ and its pirq, programs the message, stops the
 * legacy interrupt, sets the enable bit. `dev.irq` becomes the new IRQ.
 * @returns 0, -EINVAL, or -ENOSPC when there is no pirq
 */
export function enableMsi(kernel: Kernel, dev: PciDevice): number {
  enterService(kernel, dev, HostCall.EnableMsi);
  return exitService(kernel, dev, HostCall.EnableMsi, tryEnable(kernel, dev));
}

function tryEnable(kernel: Kernel, dev: PciDevice): number {
  const unsupported = kernel.seams.msiSupported(kernel, dev);
  if (unsupported !== 0) return unsupported;
  if (dev.msiEnabled || dev.msixEnabled) return enabledTwice(kernel, dev, 'pci_enable_msi', dev.msiEnabled);
  if (dev.msiCap === 0) return -EINVAL;
  kernel.mightSleep('pci_enable_msi');
  clearEnable(kernel, dev);
  const irq = allocateVector(kernel, dev, 'msi');
  if (irq < 0) return irq;
  dev.msiIrqs.push(irq);
  dev.irq = irq;
  programMsi(kernel, dev);
  dev.msiEnabled = true;
  return 0;
}

/** Writes the message of the allocated vector and switches the function over to it; also at a restore (STUB-27). */
export function programMsi(kernel: Kernel, dev: PciDevice): void {
  const flags = hostRead(kernel, dev, dev.msiCap + PCI_MSI_FLAGS, 2);
  const wide = (flags & PCI_MSI_FLAGS_64BIT) !== 0;
  hostWrite(kernel, dev, dev.msiCap + PCI_MSI_ADDRESS_LO, 4, MSI_ADDRESS);
  if (wide) hostWrite(kernel, dev, dev.msiCap + PCI_MSI_ADDRESS_HI, 4, 0);
  const data = wide ? PCI_MSI_DATA_64 : PCI_MSI_DATA_32;
  hostWrite(kernel, dev, dev.msiCap + data, 2, messageData(dev.msiIrqs[0] as number));
  intxForMsi(kernel, dev, false);
  // one vector only, whatever the function could do
  hostWrite(
    kernel,
    dev,
    dev.msiCap + PCI_MSI_FLAGS,
    2,
    (flags & ~PCI_MSI_FLAGS_QSIZE) | PCI_MSI_FLAGS_ENABLE,
  );
}

/** Turns MSI off; the legacy IRQ is the current one again (OPS-08, OPS-25). Nothing when it is off. */
export function disableMsi(kernel: Kernel, dev: PciDevice): void {
  if (!dev.msiEnabled) return;
  enterService(kernel, dev, HostCall.DisableMsi);
  checkDamage(dev, 'pci_disable_msi');
  clearEnable(kernel, dev);
  intxForMsi(kernel, dev, true);
  dev.msiEnabled = false;
  dev.irq = dev.legacyIrq;
  freeVectors(kernel, dev.msiIrqs);
  exitService(kernel, dev, HostCall.DisableMsi);
}

function clearEnable(kernel: Kernel, dev: PciDevice): void {
  const register = dev.msiCap + PCI_MSI_FLAGS;
  const flags = hostRead(kernel, dev, register, 2);
  if ((flags & PCI_MSI_FLAGS_ENABLE) !== 0)
    hostWrite(kernel, dev, register, 2, flags & ~PCI_MSI_FLAGS_ENABLE);
}
