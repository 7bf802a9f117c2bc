import { PCI_COMMAND, PCI_COMMAND_INTX_DISABLE, PCI_COMMAND_MASTER } from '../../abi/pci-regs.ts';
import { HostCall } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead, hostWrite } from './access.ts';
import type { PciDevice } from './device.ts';
import { enterService, exitService } from './service.ts';

/** Sets or clears bits of the hardware COMMAND; no write when they are so already. */
export function updateCommand(kernel: Kernel, dev: PciDevice, bits: number, set: boolean): void {
  const command = hostRead(kernel, dev, PCI_COMMAND, 2);
  const wanted = set ? command | bits : command & ~bits;
  if (wanted !== command) hostWrite(kernel, dev, PCI_COMMAND, 2, wanted);
}

/** Turns bus mastering on (HDR-13). */
export function setMaster(kernel: Kernel, dev: PciDevice): void {
  enterService(kernel, dev, HostCall.SetMaster);
  updateCommand(kernel, dev, PCI_COMMAND_MASTER, true);
  dev.isBusmaster = true;
  exitService(kernel, dev, HostCall.SetMaster);
}

/** Turns bus mastering off (HDR-13). */
export function clearMaster(kernel: Kernel, dev: PciDevice): void {
  enterService(kernel, dev, HostCall.ClearMaster);
  updateCommand(kernel, dev, PCI_COMMAND_MASTER, false);
  dev.isBusmaster = false;
  exitService(kernel, dev, HostCall.ClearMaster);
}

/** Allows (true) or stops the legacy interrupt through hardware INTX_DISABLE (HDR-15). */
export function intx(kernel: Kernel, dev: PciDevice, enable: boolean): void {
  enterService(kernel, dev, HostCall.Intx, enable ? 1 : 0);
  intxForMsi(kernel, dev, enable);
  exitService(kernel, dev, HostCall.Intx);
}

/** The same as a part of another service: MSI and MSI-X stop the legacy interrupt while they are on (OPS-25). */
export function intxForMsi(kernel: Kernel, dev: PciDevice, enable: boolean): void {
  updateCommand(kernel, dev, PCI_COMMAND_INTX_DISABLE, !enable);
}
