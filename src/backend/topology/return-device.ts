import { KernelOops, type PciDevice, type Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import type { Pciback } from '../driver.ts';
import { putPciDev } from '../stub/device-list.ts';

/**
 * Whether a return has to take the device's own lock: not when its caller, unbind, owns it already (B8).
 * @param lockHeld the caller says that it owns the lock
 */
export function takesDeviceLock(_driver: Pciback, _dev: PciDevice, lockHeld: boolean): boolean {
  return !lockHeld;
}

/**
 * Seam: what is waited for, or woken, before a device that is off the list is returned: nothing. A request that
 * found the device before may still be working on it (XB-45, STUB-20).
 */
export function* beforeReturn(_connection: Connection, _dev: PciDevice): Steps {}

/**
 * Seam: the device, whose lock is owned now, still waits for this return: always. An unbind may have taken it
 * meanwhile (STUB-23).
 */
export function returnIsDue(_connection: Connection, _dev: PciDevice): boolean {
  return true;
}

/** Gives a device that is off the connection's list back to the stub, under the device's lock. */
export function* returnDevice(connection: Connection, dev: PciDevice, lockHeld: boolean): Steps {
  const { driver } = connection;
  yield* driver.seams.beforeReturn(connection, dev);
  const take = driver.seams.takesDeviceLock(driver, dev, lockHeld);
  if (take) yield* dev.lock.acquire();
  if (driver.seams.returnIsDue(connection, dev))
    yield* putPciDev(driver, dev, lockHeld ? -1 : connection.domid);
  if (take) dev.lock.release();
}

/** A leaked device still points to its freed connection: using that is fatal for the host (XB-36). */
export function checkAlive(connection: Connection, site: string): void {
  if (connection.freed) throw new KernelOops('use-after-free', site, 'the connection was freed');
}
