import { EINVAL, ENOSPC } from '../../abi/errno.ts';
import {
  IORESOURCE_UNSET,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_QSIZE,
  PCI_MSIX_TABLE,
  PCI_MSIX_TABLE_BIR,
} from '../../abi/pci-regs.ts';
import { KernelOops } from '../../platform/oops.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead } from './access.ts';
import type { MsixEntry, PciDevice } from './device.ts';
import { PCI_ROM_RESOURCE } from './resources.ts';

/**
 * Seam: judges an MSI-X request before anything is allocated, in the order of 6.1 (OPS-20, OPS-19): supported,
 * count at least 1, capability, count against the table, each index, duplicates. 6.12 has another order (OPS-21).
 * @returns 0, a negative errno, or what `msixShortage` answers
 */
export function checkMsixRequest(
  kernel: Kernel,
  dev: PciDevice,
  entries: MsixEntry[],
  count: number,
): number {
  const { seams } = kernel;
  if (seams.msiSupported(kernel, dev) !== 0 || count < 1) return -EINVAL;
  if (dev.msixCap === 0) return -EINVAL;
  const tableSize = msixTableSize(kernel, dev);
  if (!seams.msixCountFits(kernel, dev, count, tableSize)) return seams.msixShortage(kernel, dev, tableSize);
  for (let i = 0; i < count; i++) {
    const { entry } = entries[i] as MsixEntry;
    if (!seams.msixIndexValid(kernel, dev, entry, tableSize)) return -EINVAL;
    if (!seams.msixEntryUnique(kernel, entries, i)) return -EINVAL;
  }
  return 0;
}

/** Vectors in the function's table; its size field is hard-wired. */
export function msixTableSize(kernel: Kernel, dev: PciDevice): number {
  return (hostRead(kernel, dev, dev.msixCap + PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_QSIZE) + 1;
}

/** Seam: the request is not for more vectors than the table has (OPS-20). */
export function msixCountFits(_kernel: Kernel, _dev: PciDevice, count: number, tableSize: number): boolean {
  return count <= tableSize;
}

/** Seam: answer to a request for too many vectors. Old hosts answered with the positive number available. */
export function msixShortage(_kernel: Kernel, _dev: PciDevice, _available: number): number {
  return -ENOSPC;
}

/** Seam: a table index asked for exists (OPS-20, XSA-164). */
export function msixIndexValid(_kernel: Kernel, _dev: PciDevice, index: number, tableSize: number): boolean {
  return index < tableSize;
}

/** Seam: entry `i` does not ask for a table index that an earlier one asks for (OPS-20). */
export function msixEntryUnique(_kernel: Kernel, entries: MsixEntry[], i: number): boolean {
  const { entry } = entries[i] as MsixEntry;
  for (let j = 0; j < i; j++) if (entries[j]?.entry === entry) return false;
  return true;
}

/** Seam: the BAR that holds the table can be mapped: 0, or -EINVAL when it has no resource or no address (OPS-23). */
export function msixTableMappable(kernel: Kernel, dev: PciDevice): number {
  const bar = hostRead(kernel, dev, dev.msixCap + PCI_MSIX_TABLE, 4) & PCI_MSIX_TABLE_BIR;
  const resource = bar < PCI_ROM_RESOURCE ? dev.resource[bar] : undefined;
  if (resource === undefined || resource.flags === 0 || (resource.flags & IORESOURCE_UNSET) !== 0)
    return -EINVAL;
  return 0;
}

/**
 * Seam: writes entry `index` of the mapped table.
 * @returns 0; a change may refuse here with a negative errno (6.12 tests the index this late, OPS-21)
 * @throws KernelOops when the table has no such entry
 */
export function writeMsixTable(_kernel: Kernel, dev: PciDevice, index: number): number {
  // As many are mapped as the function says it has; one that says too many is at fault itself.
  const mapped = (dev.fn.read(dev.msixCap + PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_QSIZE) + 1;
  const entries = Math.max(dev.fn.msixTable?.entries ?? 0, mapped);
  if (index >= entries) {
    throw new KernelOops(
      'out-of-bounds',
      'msix_setup_entries',
      `${dev.name}: entry ${index} of ${entries} in the MSI-X table`,
    );
  }
  dev.fn.accessMsixTable();
  return 0;
}
