import { EINVAL } from '../../abi/errno.ts';
import type { Kernel } from '../../host/kernel.ts';
import type { PciDevice } from '../../host/pci/device.ts';
import { type Variant, wrapHost } from '../change.ts';

/** Looks the interrupt up and makes it known; the device keeps its number. */
function setUp(kernel: Kernel, dev: PciDevice): number {
  if (dev.pin === 0 || dev.legacyIrq === 0) return -EINVAL;
  const err = kernel.pci.physdevError;
  if (err === 0) dev.gsi = dev.legacyIrq;
  return err;
}

export const gsiSetup: Variant = {
  kind: 'variant',
  id: 'gsi-setup',
  title: 'a PVH dom0 sets the interrupt of a device up with the hypervisor when it is bound',
  cause:
    'Without it a PVH dom0 cannot give the legacy interrupt of a device to a guest. A device without an interrupt pin, ' +
    'a virtual function for one, cannot be bound then.',
  rules: ['CHG-04', 'STUB-10'],
  conflicts: [],
  apply: (seams) =>
    wrapHost(
      seams,
      'setupGsi',
      (previous) => (kernel, dev) => (kernel.config.pvh ? setUp(kernel, dev) : previous(kernel, dev)),
    ),
};
