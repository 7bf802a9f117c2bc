import { PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_MASKALL } from '../../abi/pci-regs.ts';
import { DOM0 } from '../../platform/world.ts';
import type { Kernel } from '../kernel.ts';
import type { PciDevice } from './device.ts';

/**
 * The function wants attention once. How it says so is up to its own registers: an MSI-X or MSI message needs bus
 * mastering and a vector of the host; else its legacy line is raised, unless INTX_DISABLE stops it. On the line
 * every handler of the host runs; a message goes to the function's owner alone (OPS-24).
 * @returns whether somebody took the interrupt
 */
export function raiseInterrupt(kernel: Kernel, dev: PciDevice): boolean {
  const { fn } = dev;
  if (!fn.connected || dev.disconnected) return false;
  const byGuest = dev.ownerDomid > DOM0;
  if (fn.msixEnabled) return message(kernel, dev, dev.msixIrqs, msixMasked(dev), byGuest);
  if (fn.msiEnabled) return message(kernel, dev, dev.msiIrqs, false, byGuest);
  if (dev.legacyIrq === 0) return false;
  fn.setInterrupt(true);
  const claimed = fn.lineLevel && kernel.irqs.raise(dev.legacyIrq, byGuest);
  // the guest's own handler has quietened the device by the time that the next one is raised
  if (byGuest) fn.setInterrupt(false);
  return claimed;
}

function message(
  kernel: Kernel,
  dev: PciDevice,
  irqs: readonly number[],
  masked: boolean,
  byGuest: boolean,
): boolean {
  const irq = irqs[0];
  if (irq === undefined || masked || !dev.fn.busMaster) return false;
  return kernel.irqs.raise(irq, byGuest);
}

function msixMasked(dev: PciDevice): boolean {
  return (dev.fn.read(dev.msixCap + PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_MASKALL) !== 0;
}
