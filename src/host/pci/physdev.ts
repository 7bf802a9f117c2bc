import { PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_ENABLE, PCI_MSIX_FLAGS_MASKALL } from '../../abi/pci-regs.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead, hostWrite } from './access.ts';
import type { PciDevice } from './device.ts';
import { enterService, exitService } from './service.ts';

/** HostEnter code of what the hypervisor does to a function by itself. */
const HYPERVISOR = 0;

/**
 * Announces that a function with MSI-X will be given away, so that the hypervisor protects its table (STUB-10 step
 * 5). To look at the table the hypervisor switches MSI-X on, masked as a whole, and off again (STUB-35).
 * @returns 0 or a negative errno
 */
export function prepareMsix(kernel: Kernel, dev: PciDevice): number {
  kernel.emit(Ev.PhysdevMsix, dev.fn.index, 0);
  if (kernel.pci.physdevError !== 0) return kernel.pci.physdevError;
  if (dev.msixCap === 0) return 0;
  const register = dev.msixCap + PCI_MSIX_FLAGS;
  enterService(kernel, dev, HYPERVISOR);
  const flags = hostRead(kernel, dev, register, 2);
  hostWrite(kernel, dev, register, 2, flags | PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
  hostWrite(kernel, dev, register, 2, flags);
  exitService(kernel, dev, HYPERVISOR);
  return 0;
}

/** Takes the announcement back (STUB-31); allowed without one before it (decision 2.26). */
export function releaseMsix(kernel: Kernel, dev: PciDevice): number {
  kernel.emit(Ev.PhysdevMsix, dev.fn.index, 1);
  return kernel.pci.physdevError;
}
