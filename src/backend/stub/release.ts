import { ENOSYS } from '../../abi/errno.ts';
import { LogLevel, type PciDevice } from '../../host/index.ts';
import { freeDevice, freeDynamicFields } from '../config-space/fields.ts';
import { type DeviceData, deviceData } from '../device-data.ts';
import type { Pciback, StubDevice } from '../driver.ts';
import { resetDevice } from '../operations/reset-device.ts';
import { DEVICE_DATA_BYTES, STUB_DEVICE_BYTES } from './stub-device.ts';

/** Final release of a seized device, when its last reference goes (STUB-31). */
export function releaseStubDevice(driver: Pciback, psdev: StubDevice): void {
  const { kernel, seams } = driver;
  const { dev } = psdev;
  kernel.pci.unregisterOwner(dev);
  seams.resetAtRelease(driver, dev);
  seams.restoreAtRelease(driver, dev, deviceData(dev));
  if (dev.msixCap !== 0) seams.withdrawMsix(driver, dev);
  seams.deviceResetAtRelease(driver, dev);
  seams.freeDeviceRecord(driver, dev);
  dev.assigned = false;
  kernel.free(STUB_DEVICE_BYTES);
}

/** Seam: resets the function at final release; @returns the result, which the release does not look at (CHG-03). */
export function resetAtRelease(driver: Pciback, dev: PciDevice): number {
  const result = driver.kernel.pci.resetFunction(dev);
  driver.kernel.pci.notifyReset(dev);
  return result;
}

/**
 * Seam: brings the bind-time configuration back for good and drops the kept copy; without device data (the bind
 * failed) whatever state the host saved last.
 */
export function restoreAtRelease(driver: Pciback, dev: PciDevice, data: DeviceData | null): void {
  const { pci, log } = driver.kernel;
  if (data !== null) {
    const saved = data.savedState;
    data.savedState = null;
    const err = pci.loadAndFreeSavedState(dev, saved);
    if (err !== 0) {
      log.print(LogLevel.Info, `pciback ${dev.name}: state kept at bind time cannot be loaded: ${err}`);
      return;
    }
  }
  pci.restoreState(dev);
}

/** Seam: tells the hypervisor that the MSI-X table need no longer be protected (B14); ENOSYS is not worth a line. */
export function withdrawMsix(driver: Pciback, dev: PciDevice): void {
  const { pci, log } = driver.kernel;
  const err = pci.releaseMsix(dev);
  if (err < 0 && err !== -ENOSYS)
    log.print(LogLevel.Warning, `pciback ${dev.name}: MSI-X release failed: ${err}`);
}

/** Seam: device reset at final release (ISR-14). A MASTER bit set by the firmware stays set (STUB-28). */
export function deviceResetAtRelease(driver: Pciback, dev: PciDevice): void {
  resetDevice(driver, dev);
}

/**
 * Seam: frees the device data, then what is left of its fields. Nothing is left to be found then: the memory of
 * the fields is lost (CONF-32 as it comes out, G9).
 */
export function freeDeviceRecord(driver: Pciback, dev: PciDevice): void {
  if (deviceData(dev) !== null) {
    driver.kernel.free(DEVICE_DATA_BYTES);
    dev.driverData = null;
  }
  freeDynamicFields(driver, dev);
  freeDevice(driver, dev);
}
