import { EINVAL } from '../../abi/errno.ts';
import {
  IORESOURCE_UNSET,
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_COMMAND_IO,
  PCI_COMMAND_MASTER,
  PCI_COMMAND_MEMORY,
  PCI_ROM_ADDRESS_ENABLE,
} from '../../abi/pci-regs.ts';
import { HostCall } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead, hostWrite } from './access.ts';
import { updateCommand } from './bus-master.ts';
import { PCI_D0, type PciDevice } from './device.ts';
import { changePowerState, refreshPowerState } from './power.ts';
import { PCI_ROM_RESOURCE } from './resources.ts';
import { enterService, exitService } from './service.ts';

/**
 * Enables the function (HDR-19): counted; the first enable powers it up, sets decode for the resources it has and
 * lets its legacy interrupt through.
 * @returns 0; -EINVAL for a resource without an address or a claim, or an injected fault
 */
export function enableDevice(kernel: Kernel, dev: PciDevice): number {
  enterService(kernel, dev, HostCall.EnableDevice);
  kernel.mightSleep('pci_enable_device');
  refreshPowerState(kernel, dev);
  let err = 0;
  if (dev.enableCnt++ === 0) err = firstEnable(kernel, dev);
  if (err !== 0) dev.enableCnt--;
  return exitService(kernel, dev, HostCall.EnableDevice, err);
}

function firstEnable(kernel: Kernel, dev: PciDevice): number {
  if (kernel.world.faults.take('enable')) return -EINVAL;
  // a function that does not answer (-EIO) is enabled all the same
  changePowerState(kernel, dev, PCI_D0);
  const decode = decodeBits(dev);
  if (decode < 0) return decode;
  if (decode !== 0) updateCommand(kernel, dev, decode, true);
  if (!dev.messageSignalled) {
    dev.irq = dev.legacyIrq;
    if (dev.pin !== 0) kernel.seams.intxAtEnable(kernel, dev);
  }
  return 0;
}

/** COMMAND decode bits for the resources the device has, or -EINVAL; the ROM counts only if its enable bit is set. */
function decodeBits(dev: PciDevice): number {
  let bits = 0;
  for (let i = 0; i <= PCI_ROM_RESOURCE; i++) {
    const resource = dev.resource[i];
    if (resource === undefined || !(resource.isIo || resource.isMemory)) continue;
    if (i === PCI_ROM_RESOURCE && (resource.flags & PCI_ROM_ADDRESS_ENABLE) === 0) continue;
    if ((resource.flags & IORESOURCE_UNSET) !== 0 || !resource.claimed) return -EINVAL;
    bits |= resource.isIo ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY;
  }
  return bits;
}

/** Seam: what enabling does to the legacy interrupt: hardware INTX_DISABLE is cleared (HDR-19, HDR-22). */
export function intxAtEnable(kernel: Kernel, dev: PciDevice): void {
  updateCommand(kernel, dev, PCI_COMMAND_INTX_DISABLE, false);
}

/** Disables the function once (HDR-20): at the last, hardware MASTER goes off; decode stays as it is. */
export function disableDevice(kernel: Kernel, dev: PciDevice): void {
  enterService(kernel, dev, HostCall.DisableDevice);
  if (dev.enableCnt <= 0) kernel.log.warn('pci_disable_device', `${dev.name} is disabled already`);
  if (--dev.enableCnt === 0) {
    const command = hostRead(kernel, dev, PCI_COMMAND, 2);
    if ((command & PCI_COMMAND_MASTER) !== 0)
      hostWrite(kernel, dev, PCI_COMMAND, 2, command & ~PCI_COMMAND_MASTER);
    dev.isBusmaster = false;
  }
  exitService(kernel, dev, HostCall.DisableDevice);
}
