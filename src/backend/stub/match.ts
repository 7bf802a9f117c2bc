import type { PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';

/** Name the stub has as a PCI driver (STUB-01); as `driver_override` it claims a device. */
export const PCIBACK_DRIVER_NAME = 'pciback';

/** Why the stub wants a device: it is in the match list, it carries the override, or it does not (STUB-05). */
export type Match = 'listed' | 'override' | 'none';

function isListed(driver: Pciback, dev: PciDevice): boolean {
  driver.deviceIdsLock.lock();
  const found = driver.deviceIds.some(
    ({ domain, bus, devfn }) => dev.domain === domain && dev.bus === bus && dev.devfn === devfn,
  );
  driver.deviceIdsLock.unlock();
  return found;
}

/** Decides whether the stub takes a device: for its own address or that of a bridge above it, or by override (STUB-05). */
export function matchDevice(driver: Pciback, dev: PciDevice): Match {
  if (isListed(driver, dev) || dev.upstream.some((bridge) => isListed(driver, bridge))) return 'listed';
  return dev.driverOverride === PCIBACK_DRIVER_NAME ? 'override' : 'none';
}
