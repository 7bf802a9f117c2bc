import {
  IORESOURCE_IO,
  IORESOURCE_MEM,
  IORESOURCE_MEM_64,
  IORESOURCE_PREFETCH,
  IORESOURCE_UNSET,
  PCI_BASE_ADDRESS_MEM_PREFETCH,
  PCI_BASE_ADDRESS_MEM_TYPE_64,
  PCI_BASE_ADDRESS_SPACE_IO,
  PCI_ROM_ADDRESS_ENABLE,
} from '../../abi/pci-regs.ts';
import type { PciFunction } from '../../platform/pci/function.ts';
import type { Kernel } from '../kernel.ts';
import { hostWrite } from './access.ts';
import type { PciDevice } from './device.ts';

type Bar = PciFunction['bars'][number];

/** `struct resource` flags of a BAR: type bits, and the low bits of its register (HDR-33). */
function resourceFlags(bar: Bar): number {
  if (bar.kind === 'io') return IORESOURCE_IO | PCI_BASE_ADDRESS_SPACE_IO;
  let flags = IORESOURCE_MEM;
  if (bar.kind === 'rom') return flags;
  if (bar.is64) flags |= IORESOURCE_MEM_64 | PCI_BASE_ADDRESS_MEM_TYPE_64;
  if (bar.prefetchable) flags |= IORESOURCE_PREFETCH | PCI_BASE_ADDRESS_MEM_PREFETCH;
  return flags;
}

/** Fills `dev.resource` from what firmware assigned. A BAR without an address counts as unset. */
export function readResources(dev: PciDevice): void {
  for (const bar of dev.fn.bars) {
    const resource = dev.resource[bar.index];
    if (resource === undefined || bar.size === 0) continue;
    resource.flags = resourceFlags(bar);
    resource.start = bar.address;
    resource.end = bar.address + bar.size - 1;
    if (bar.address === 0) resource.flags |= IORESOURCE_UNSET;
    if (
      bar.kind === 'rom' &&
      bar.inHardware &&
      (dev.fn.read(bar.register, 4) & PCI_ROM_ADDRESS_ENABLE) !== 0
    ) {
      resource.flags |= PCI_ROM_ADDRESS_ENABLE;
    }
  }
}

/**
 * Writes every assigned BAR and the ROM's address again, as after a function lost its state. What has no register
 * in hardware (BARs of a virtual function, a shadowed ROM) is left out.
 */
export function restoreBars(kernel: Kernel, dev: PciDevice): void {
  for (const bar of dev.fn.bars) {
    const resource = dev.resource[bar.index];
    if (!bar.inHardware || !resource?.assigned) continue;
    const low = resource.start % 2 ** 32;
    hostWrite(kernel, dev, bar.register, 4, (low | (resource.flags & 0xf)) >>> 0);
    if (resource.is64) hostWrite(kernel, dev, bar.register + 4, 4, Math.floor(resource.start / 2 ** 32));
  }
}
