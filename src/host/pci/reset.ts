import { EINVAL, EIO, ENOTTY } from '../../abi/errno.ts';
import { HostCall } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { PCI_D0, type PciDevice } from './device.ts';
import { enterService, exitService } from './service.ts';

/** Time a function is given after a reset (microseconds). */
const RESET_DELAY_USEC = 100_000;

/**
 * Resets the function by the best method it has (FLR, AF, power management); saves and restores nothing. A reset by
 * power management needs the function in D0 (STUB-26). The host does not look at the power state afterwards.
 * @returns 0; -ENOTTY without a method or an answer; -EINVAL not in D0; -EIO for an injected fault
 */
export function resetFunction(kernel: Kernel, dev: PciDevice): number {
  enterService(kernel, dev, HostCall.ResetFunction);
  return exitService(kernel, dev, HostCall.ResetFunction, tryReset(kernel, dev));
}

function tryReset(kernel: Kernel, dev: PciDevice): number {
  kernel.mightSleep('pci_reset_function');
  const method = dev.fn.resetMethods[0];
  const fault = kernel.world.faults.take('reset');
  if (method === undefined) return -ENOTTY;
  if (fault) return -EIO;
  if (method === 'pm' && dev.currentState !== PCI_D0) return -EINVAL;
  if (!dev.fn.functionReset(method)) return -ENOTTY;
  kernel.world.clock.spend(RESET_DELAY_USEC);
  return 0;
}

/** Seam: tells the hypervisor that a function was reset. 6.1 has no such call (CHG-02): 0. */
export function notifyReset(_kernel: Kernel, _dev: PciDevice): number {
  return 0;
}

/** Seam: makes the device's GSI known to the hypervisor. 6.1 has no such call (CHG-04): 0, `dev.gsi` stays -1. */
export function setupGsi(_kernel: Kernel, _dev: PciDevice): number {
  return 0;
}
