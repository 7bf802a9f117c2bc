import { PCI_HEADER_TYPE_NORMAL } from '../../abi/pci-regs.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const resetAnyHeader: Hardening = {
  kind: 'hardening',
  id: 'reset-any-header',
  title: 'a device reset turns interrupts, decode bookkeeping and bus mastering off for every header type',
  cause:
    'Of a bridge the reset only clears memory-write-invalidate. MSI and MSI-X stay on with the vectors of the last ' +
    'guest, and the enable count and the bus master mark go on to the next owner.',
  rules: ['ISR-14', 'STUB-20'],
  reach: 'guest',
  severity: 'low',
  oracles: ['leak'],
  conflicts: [],
  apply: (seams) => {
    const everything = wrapBackend(seams, 'resetsFully', () => () => true);
    return wrapBackend(everything, 'resetCommand', (previous) => (driver, dev) => {
      previous(driver, dev);
      if (dev.hdrType === PCI_HEADER_TYPE_NORMAL) return;
      const { pci } = driver.kernel;
      pci.clearMwi(dev);
      pci.clearMaster(dev);
    });
  },
};
