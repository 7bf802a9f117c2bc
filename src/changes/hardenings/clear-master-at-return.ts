import { type Hardening, wrapBackend } from '../change.ts';

export const clearMasterAtReturn: Hardening = {
  kind: 'hardening',
  id: 'clear-master-at-return',
  title: 'a device that comes back, or is released, cannot master the bus',
  cause:
    'The restore at return brings back the COMMAND of the bind, with MASTER where the firmware had set it, and nothing ' +
    'clears it when the guest had turned decode off before: DMA stays on for a device without an owner. Final ' +
    'release does the same.',
  rules: ['STUB-20', 'STUB-25', 'STUB-28', 'STUB-31'],
  reach: 'firmware',
  severity: 'medium',
  oracles: ['leak', 'host-integrity'],
  conflicts: [],
  apply: (seams) => {
    const atReturn = wrapBackend(seams, 'deviceResetAtReturn', (previous) => (driver, dev) => {
      previous(driver, dev);
      driver.kernel.pci.clearMaster(dev);
    });
    return wrapBackend(atReturn, 'deviceResetAtRelease', (previous) => (driver, dev) => {
      previous(driver, dev);
      driver.kernel.pci.clearMaster(dev);
    });
  },
};
