import { ENODEV } from '../../abi/errno.ts';
import { PCI_FUNC, PCI_SLOT } from '../../abi/pci-regs.ts';
import { findBySlot } from '../../backend/stub/find.ts';
import { type Variant, wrapBackend } from '../change.ts';

export const gsiLookup: Variant = {
  kind: 'variant',
  id: 'gsi-lookup',
  title: 'the interrupt number of a bound device can be asked for by its address',
  cause:
    'A toolstack in a PVH dom0 needs the number to map the interrupt for a guest, and cannot know it itself.',
  rules: ['CHG-05'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'gsiFromAddress', () => (driver, domain, bus, devfn) => {
      const psdev = findBySlot(driver, domain, bus, PCI_SLOT(devfn), PCI_FUNC(devfn));
      return psdev === null ? -ENODEV : psdev.dev.gsi;
    }),
};
