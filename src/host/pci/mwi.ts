import { EINVAL } from '../../abi/errno.ts';
import { PCI_CACHE_LINE_SIZE, PCI_COMMAND_INVALIDATE } from '../../abi/pci-regs.ts';
import { HostCall } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead, hostWrite } from './access.ts';
import { updateCommand } from './bus-master.ts';
import type { PciDevice } from './device.ts';
import { enterService, exitService } from './service.ts';

/** Cache line of the host's processor in the register's unit of 4 bytes. */
export const HOST_CACHE_LINE = 64 / 4;

/** Turns Memory Write and Invalidate on (HDR-14): -EINVAL when the function does not take a usable cache line size. */
export function setMwi(kernel: Kernel, dev: PciDevice): number {
  enterService(kernel, dev, HostCall.SetMwi);
  const err = programCacheLineSize(kernel, dev);
  if (err === 0) updateCommand(kernel, dev, PCI_COMMAND_INVALIDATE, true);
  return exitService(kernel, dev, HostCall.SetMwi, err);
}

/** Turns Memory Write and Invalidate off (HDR-14, ISR-14). */
export function clearMwi(kernel: Kernel, dev: PciDevice): void {
  enterService(kernel, dev, HostCall.ClearMwi);
  updateCommand(kernel, dev, PCI_COMMAND_INVALIDATE, false);
  exitService(kernel, dev, HostCall.ClearMwi);
}

/** A multiple of the host's line is fine as it is; anything else is replaced, and must stick. */
function programCacheLineSize(kernel: Kernel, dev: PciDevice): number {
  const size = hostRead(kernel, dev, PCI_CACHE_LINE_SIZE, 1);
  if (size >= HOST_CACHE_LINE && size % HOST_CACHE_LINE === 0) return 0;
  hostWrite(kernel, dev, PCI_CACHE_LINE_SIZE, 1, HOST_CACHE_LINE);
  return hostRead(kernel, dev, PCI_CACHE_LINE_SIZE, 1) === HOST_CACHE_LINE ? 0 : -EINVAL;
}
