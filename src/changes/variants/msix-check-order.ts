import { EINVAL } from '../../abi/errno.ts';
import type { Kernel } from '../../host/kernel.ts';
import type { MsixEntry, PciDevice } from '../../host/pci/device.ts';
import { msixTableSize } from '../../host/pci/msix-checks.ts';
import { type Variant, wrapHost } from '../change.ts';

/** Supported, count at least 1, capability, duplicates, and only then the size of the table (OPS-21). */
function check(kernel: Kernel, dev: PciDevice, entries: MsixEntry[], count: number): number {
  const { seams } = kernel;
  if (seams.msiSupported(kernel, dev) !== 0 || count < 1 || dev.msixCap === 0) return -EINVAL;
  for (let i = 0; i < count; i++) if (!seams.msixEntryUnique(kernel, entries, i)) return -EINVAL;
  const tableSize = msixTableSize(kernel, dev);
  return seams.msixCountFits(kernel, dev, count, tableSize) ? 0 : seams.msixShortage(kernel, dev, tableSize);
}

export const msixCheckOrder: Variant = {
  kind: 'variant',
  id: 'msix-check-order',
  title:
    'duplicate MSI-X entries are found before the count is judged, and an index only when its entry is written',
  cause:
    'The host core of 6.12 judges a request in another order. The errno of an index beyond the table is not known; the ' +
    'rig keeps that of 6.1. Interrupt domains that do not support MSI-X (-524) are not modelled.',
  rules: ['CHG-12', 'OPS-20', 'OPS-21'],
  conflicts: [],
  apply: (seams) => {
    const early = wrapHost(seams, 'checkMsixRequest', () => check);
    return wrapHost(early, 'writeMsixTable', (previous) => (kernel, dev, index) => {
      const valid = kernel.seams.msixIndexValid(kernel, dev, index, msixTableSize(kernel, dev));
      return valid ? previous(kernel, dev, index) : -EINVAL;
    });
  },
};
