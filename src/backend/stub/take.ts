import type { Connection } from '../connection.ts';
import type { Pciback, StubDevice } from '../driver.ts';

/** Whether a bound device may be given to a connection: nobody has it (XB-30). */
export function mayTake(_driver: Pciback, psdev: StubDevice): boolean {
  return psdev.pdev === null;
}

/**
 * Gives a bound device to `connection`: from now on it is in use (STUB-13). The reference is taken first and
 * dropped when the device is not free (CHG-06: 6.12 takes it only on success; nobody can see the difference).
 * @returns whether the connection has it now
 */
export function takeDevice(driver: Pciback, psdev: StubDevice, connection: Connection): boolean {
  psdev.references++;
  driver.devicesLock.lock();
  const taken = driver.seams.mayTake(driver, psdev);
  if (taken) psdev.pdev = connection;
  driver.devicesLock.unlock();
  if (!taken) psdev.references--;
  return taken;
}
