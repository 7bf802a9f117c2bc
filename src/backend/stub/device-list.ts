import type { PciDevice } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import type { Pciback, StubDevice } from '../driver.ts';
import { findByDevice, findBySlot } from './find.ts';

export { putPciDev } from './return.ts';
export { findByDevice, findBySlot };

function take(driver: Pciback, psdev: StubDevice | null, connection: Connection): PciDevice | null {
  if (psdev === null || !driver.seams.takeDevice(driver, psdev, connection)) return null;
  return psdev.dev;
}

/**
 * Takes the bound device at a host address for `connection` (XB-30, STUB-13).
 * @returns the device; null when it is not bound to pciback, or some connection has it already
 */
export function getPciDevBySlot(
  driver: Pciback,
  connection: Connection,
  domain: number,
  bus: number,
  slot: number,
  func: number,
): PciDevice | null {
  return take(driver, findBySlot(driver, domain, bus, slot, func), connection);
}

/** Takes a known device for `connection`; null as in {@link getPciDevBySlot}. */
export function getPciDev(driver: Pciback, connection: Connection, dev: PciDevice): PciDevice | null {
  return take(driver, findByDevice(driver, dev), connection);
}
