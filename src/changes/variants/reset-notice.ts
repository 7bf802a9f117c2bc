import type { Kernel } from '../../host/kernel.ts';
import type { PciDevice } from '../../host/pci/device.ts';
import { type Variant, wrapHost } from '../change.ts';

/** Highest segment that the hypervisor has a number for. */
const LAST_SEGMENT = 0xffff;

/** Tells the hypervisor, which refuses with what the environment says. */
function tell(kernel: Kernel, dev: PciDevice): number {
  if (dev.domain > LAST_SEGMENT) return 0;
  dev.resetNotices++;
  return kernel.pci.physdevError;
}

export const resetNotice: Variant = {
  kind: 'variant',
  id: 'reset-notice',
  title: 'the hypervisor is told of every function reset, unless dom0 is PV',
  cause:
    'A PVH dom0 leaves configuration space to the hypervisor, which has to forget what it knew of a function that was ' +
    'reset. A refusal ends a bind; return and release go on.',
  rules: ['CHG-02', 'CHG-03', 'CHG-08', 'STUB-10', 'STUB-20', 'STUB-31'],
  conflicts: [],
  apply: (seams) =>
    wrapHost(
      seams,
      'notifyReset',
      (previous) => (kernel, dev) => (kernel.config.pvh ? tell(kernel, dev) : previous(kernel, dev)),
    ),
};
