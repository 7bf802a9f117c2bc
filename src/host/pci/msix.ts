import { PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_ENABLE, PCI_MSIX_FLAGS_MASKALL } from '../../abi/pci-regs.ts';
import { Ev, HostCall } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead, hostWrite } from './access.ts';
import { intxForMsi } from './bus-master.ts';
import type { MsixEntry, PciDevice } from './device.ts';
import { enabledTwice } from './msi-checks.ts';
import { allocateVector, checkDamage, freeVectors } from './msi-vectors.ts';
import { enterService, exitService } from './service.ts';

/**
 * Turns exactly `count` MSI-X vectors on, all or none (OPS-15, OPS-16, OPS-19..23, OPS-25). On success
 * `entries[i].vector` is the IRQ of entry i; `dev.irq` stays.
 * @returns 0 or a negative errno
 */
export function enableMsix(kernel: Kernel, dev: PciDevice, entries: MsixEntry[], count: number): number {
  enterService(kernel, dev, HostCall.EnableMsix, count);
  return exitService(kernel, dev, HostCall.EnableMsix, tryEnable(kernel, dev, entries, count));
}

function tryEnable(kernel: Kernel, dev: PciDevice, entries: MsixEntry[], count: number): number {
  if (dev.msiEnabled || dev.msixEnabled) return enabledTwice(kernel, dev, 'pci_enable_msix', dev.msixEnabled);
  const refused = kernel.seams.checkMsixRequest(kernel, dev, entries, count);
  if (refused !== 0) return refused;
  kernel.mightSleep('pci_enable_msix');
  // masked as a whole until the table is ready
  updateControl(kernel, dev, 0, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE);
  const err = allocateTable(kernel, dev, entries, count);
  if (err !== 0) {
    freeVectors(kernel, dev.msixIrqs);
    dev.msixIndices.length = 0;
    updateControl(kernel, dev, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE, 0);
    return err;
  }
  intxForMsi(kernel, dev, false);
  dev.msixEnabled = true;
  updateControl(kernel, dev, PCI_MSIX_FLAGS_MASKALL, 0);
  return 0;
}

function allocateTable(kernel: Kernel, dev: PciDevice, entries: MsixEntry[], count: number): number {
  const unmappable = kernel.seams.msixTableMappable(kernel, dev);
  if (unmappable !== 0) return unmappable;
  for (let i = 0; i < count; i++) {
    const request = entries[i] as MsixEntry;
    const irq = allocateVector(kernel, dev, 'msix');
    if (irq < 0) return irq;
    dev.msixIrqs.push(irq);
    dev.msixIndices.push(request.entry);
    const err = kernel.seams.writeMsixTable(kernel, dev, request.entry);
    if (err !== 0) return err;
    kernel.emit(Ev.MsixEntry, dev.fn.index, request.entry, irq);
  }
  const { faults } = kernel.world;
  for (let i = 0; i < count; i++)
    (entries[i] as MsixEntry).vector = faults.take('vector') ? 0 : (dev.msixIrqs[i] as number);
  return 0;
}

/**
 * Writes the table of the allocated vectors again and switches the function over to it (STUB-27). A table that is
 * not decoded now is left alone.
 */
export function reprogramMsix(kernel: Kernel, dev: PciDevice): void {
  intxForMsi(kernel, dev, false);
  updateControl(kernel, dev, 0, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE);
  if (dev.fn.decodesMemory()) {
    for (const index of dev.msixIndices) kernel.seams.writeMsixTable(kernel, dev, index);
  }
  updateControl(kernel, dev, PCI_MSIX_FLAGS_MASKALL, 0);
}

/** Turns MSI-X off (OPS-09, OPS-25). Nothing when it is off. */
export function disableMsix(kernel: Kernel, dev: PciDevice): void {
  if (!dev.msixEnabled) return;
  enterService(kernel, dev, HostCall.DisableMsix);
  checkDamage(dev, 'pci_disable_msix');
  updateControl(kernel, dev, PCI_MSIX_FLAGS_ENABLE, 0);
  intxForMsi(kernel, dev, true);
  dev.msixEnabled = false;
  freeVectors(kernel, dev.msixIrqs);
  dev.msixIndices.length = 0;
  exitService(kernel, dev, HostCall.DisableMsix);
}

function updateControl(kernel: Kernel, dev: PciDevice, clear: number, set: number): void {
  const register = dev.msixCap + PCI_MSIX_FLAGS;
  const flags = hostRead(kernel, dev, register, 2);
  const wanted = (flags & ~clear) | set;
  if (wanted !== flags) hostWrite(kernel, dev, register, 2, wanted);
}
