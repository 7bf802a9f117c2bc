import type { Pciback } from '../../backend/driver.ts';
import type { PciDevice } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';

const PAGE_SIZE = 0x1000;

/** Whether a host driver, another function or another domain is on the function's legacy line. */
function sharesLine({ kernel }: Pciback, dev: PciDevice): boolean {
  const irq = dev.legacyIrq;
  if (irq === 0) return false;
  const functions = dev.fn.machine.lines.get(irq) ?? [];
  if (functions.some((fn) => fn !== dev.fn)) return true;
  return kernel.irqs.testShared(irq) !== 0;
}

/** Whether a page that the guest must map for a memory BAR or the ROM reaches beyond it. */
const hasSubpageBar = (dev: PciDevice): boolean =>
  dev.resource.some(
    ({ isMemory, assigned, start, end }) =>
      isMemory && assigned && (start % PAGE_SIZE !== 0 || (end + 1) % PAGE_SIZE !== 0),
  );

export const sharedLineOrSubpageBar: Hardening = {
  kind: 'hardening',
  id: 'shared-line-or-subpage-bar',
  title: 'a device that shares its interrupt line, or a page of a BAR, is not exported',
  cause:
    'XSA-461 calls such devices not supportable: a guest that leaves its end of a shared line asserted shuts it for all, ' +
    'and a page of a BAR smaller than that holds registers of others. A policy for root, not part of `hardened`: it ' +
    'refuses most devices with a legacy line, also where a function of the same guest is the other one on it.',
  rules: ['XB-30'],
  reach: 'dom0 root',
  severity: 'low',
  oracles: ['starvation'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(
      seams,
      'mayTake',
      (previous) => (driver, psdev) =>
        previous(driver, psdev) && !sharesLine(driver, psdev.dev) && !hasSubpageBar(psdev.dev),
    ),
};
