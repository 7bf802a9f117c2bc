import { ENOMEM } from '../../abi/errno.ts';
import { LogLevel, type PciDevice } from '../../host/index.ts';
import { freeDevice, initDevice } from '../config-space/fields.ts';
import { DeviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';
import { resetDevice } from '../operations/reset-device.ts';
import { DEVICE_DATA_BYTES } from './stub-device.ts';

/**
 * Initialises a seized device (STUB-10). Afterwards its decode stays as restored and nothing else is on (STUB-12).
 * After a failure it has no device data; fields are lost where CONF-30 says so.
 * @returns 0, a negative errno, or the positive status of CONF-30
 */
export function initStubDevice(driver: Pciback, dev: PciDevice): number {
  const { kernel, seams } = driver;
  if (!kernel.alloc(DEVICE_DATA_BYTES)) return -ENOMEM;
  const data = new DeviceData(dev.name);
  dev.driverData = data;
  seams.initialiseAerWait(driver);
  const err = initDevice(driver, dev);
  if (err !== 0) return dropData(driver, dev, err);
  const failed = startDevice(driver, dev, data);
  if (failed === 0) return 0;
  freeDevice(driver, dev);
  return dropData(driver, dev, failed);
}

/** Steps 4 to 8 of STUB-10. */
function startDevice(driver: Pciback, dev: PciDevice, data: DeviceData): number {
  const { pci } = driver.kernel;
  const err = pci.enableDevice(dev);
  if (err !== 0) return err;
  if (dev.msixCap !== 0) driver.seams.announceMsix(driver, dev);
  const status = keepState(driver, dev, data) ? driver.seams.resetAtBind(driver, dev) : 0;
  if (status !== 0) return status;
  const gsi = pci.setupGsi(dev);
  if (gsi < 0) return gsi;
  resetDevice(driver, dev);
  dev.assigned = true;
  return 0;
}

/** Saves the configuration and keeps a copy for later returns (STUB-10 step 6); false, with a line, if that fails. */
function keepState(driver: Pciback, dev: PciDevice, data: DeviceData): boolean {
  const { pci, log } = driver.kernel;
  pci.saveState(dev);
  data.savedState = pci.storeSavedState(dev);
  if (data.savedState === null) log.print(LogLevel.Err, `pciback ${dev.name}: its state cannot be kept`);
  return data.savedState !== null;
}

function dropData(driver: Pciback, dev: PciDevice, status: number): number {
  driver.kernel.free(DEVICE_DATA_BYTES);
  dev.driverData = null;
  return status;
}

/** Seam: the queue of AER waiters is initialised at every bind, whoever waits in it (STUB-10 step 2, STUB-11). */
export function initialiseAerWait(driver: Pciback): void {
  driver.aerWaitQueue.reinitialise();
}

/** Seam: asks the hypervisor to protect the MSI-X table of a function about to be given away (B14); failure is logged. */
export function announceMsix(driver: Pciback, dev: PciDevice): void {
  const { pci, log } = driver.kernel;
  const err = pci.prepareMsix(dev);
  if (err !== 0) log.print(LogLevel.Err, `pciback ${dev.name}: MSI-X preparation failed: ${err}`);
}

/**
 * Seam: resets the function before its first owner and restores what was just saved. The result of the reset is
 * ignored; that of telling the hypervisor ends the bind (CHG-03; always 0 on 6.1).
 */
export function resetAtBind(driver: Pciback, dev: PciDevice): number {
  const { pci } = driver.kernel;
  pci.resetFunction(dev);
  const err = pci.notifyReset(dev);
  if (err === 0) pci.restoreState(dev);
  return err;
}
