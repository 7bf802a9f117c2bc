import { EINVAL } from '../../abi/errno.ts';
import type { Kernel } from '../kernel.ts';
import { PCI_D0, type PciDevice } from './device.ts';

/**
 * Seam: whether message-signalled interrupts can be used at all (OPS-07): 0, or -EINVAL when MSI is off for the
 * host, the function or a bridge above it, or the function is not in D0.
 */
export function msiSupported(kernel: Kernel, dev: PciDevice): number {
  if (!kernel.config.msi || kernel.pci.noMsi || dev.noMsi) return -EINVAL;
  for (const bridge of dev.upstream) if (bridge.noMsi) return -EINVAL;
  return dev.currentState === PCI_D0 ? 0 : -EINVAL;
}

/**
 * What the host core does when asked to enable what is on already: it warns, and its clean-up takes away what the
 * first enable still uses (XSA-157). The callee was to check; the next disable pays.
 */
export function enabledTwice(kernel: Kernel, dev: PciDevice, site: string, sameType: boolean): number {
  kernel.log.warn(site, `${dev.name} has message-signalled interrupts on already`);
  dev.msiDamage = sameType && dev.msiEnabled ? 'descriptors-lost' : 'descriptors-freed';
  return -EINVAL;
}
