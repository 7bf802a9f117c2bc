import { LogLevel, type Mutex, type PciDevice, type Steps } from '../../host/index.ts';
import { freeDynamicFields, resetFields } from '../config-space/fields.ts';
import { type DeviceData, deviceData } from '../device-data.ts';
import type { Pciback, StubDevice } from '../driver.ts';
import { resetDevice } from '../operations/reset-device.ts';
import { findByDevice } from './find.ts';
import { dropReference } from './references.ts';

/**
 * Takes a device back from its connection and makes it ready for the next one (STUB-20). The caller holds the
 * device's own lock. A device the stub does not know: one kernel warning, nothing else (STUB-23).
 * @param onBehalf domain whose connection ends or lets it go, or -1: root unbinds
 */
export function* putPciDev(driver: Pciback, dev: PciDevice, onBehalf = -1): Steps {
  const { kernel, seams } = driver;
  const psdev = findByDevice(driver, dev);
  if (psdev === null) {
    // The driver's warning has no words of its own.
    kernel.log.warn('pcistub_put_pci_dev', 'WARN in pcistub_put_pci_dev');
    return;
  }
  const lock = seams.returnLock(driver, dev);
  yield* lock.acquire();
  seams.resetAtReturn(driver, psdev);
  seams.restoreAtReturn(driver, psdev, onBehalf);
  seams.deviceResetAtReturn(driver, dev);
  seams.resetFieldsAtReturn(driver, dev);
  freeDynamicFields(driver, dev);
  const data = deviceData(dev);
  if (data !== null) seams.clearOptIns(driver, data);
  kernel.pci.unregisterOwner(dev);
  seams.markFree(driver, psdev);
  dropReference(driver, psdev);
  lock.release();
}

/** Seam: the lock a return holds, the one AER recovery holds too (STUB-20 step 1, STUB-24). */
export function returnLock(driver: Pciback, _dev: PciDevice): Mutex {
  return driver.sem;
}

/**
 * Seam: resets the function between two owners (STUB-20 step 2) and, on 6.12, lets the hypervisor know (CHG-02).
 * In D3hot a PM reset does nothing (STUB-26).
 * @returns 0 or a negative errno (-ENOTTY: no method); the return goes on either way
 */
export function resetAtReturn(driver: Pciback, psdev: StubDevice): number {
  const { pci } = driver.kernel;
  const result = pci.resetFunction(psdev.dev);
  pci.notifyReset(psdev.dev);
  return result;
}

/**
 * Seam: brings back the configuration kept at bind time (STUB-20 step 3), which stays kept (STUB-22).
 * @param onBehalf domain that the line of a failure is put down to, or -1
 * @returns 0, or the negative errno of a state that cannot be loaded: then nothing is restored
 */
export function restoreAtReturn(driver: Pciback, psdev: StubDevice, onBehalf: number): number {
  const { pci, log } = driver.kernel;
  const { dev } = psdev;
  const err = pci.loadSavedState(dev, deviceData(dev)?.savedState ?? null);
  if (err === 0) pci.restoreState(dev);
  else
    log.print(
      LogLevel.Info,
      `pciback ${dev.name}: state kept at bind time cannot be loaded: ${err}`,
      onBehalf,
    );
  return err;
}

/** Seam: device reset (STUB-20 step 4, ISR-14). MASTER as the restore left it stays (STUB-25). */
export function deviceResetAtReturn(driver: Pciback, dev: PciDevice): void {
  resetDevice(driver, dev);
}

/** Seam: fields leave sizing mode (STUB-20 step 5, CONF-31); the COMMAND cache is kept (HDR-16). */
export function resetFieldsAtReturn(driver: Pciback, dev: PciDevice): void {
  resetFields(driver, dev);
}

/** Seam: which of root's grants end with the guest (STUB-20 step 7): only allow_ic; permissive stays (STUB-21). */
export function clearOptIns(_driver: Pciback, data: DeviceData): void {
  data.allowInterruptControl = false;
}

/** Seam: the device may be taken again (STUB-20 step 9). */
export function markFree(driver: Pciback, psdev: StubDevice): void {
  driver.devicesLock.lock();
  psdev.pdev = null;
  driver.devicesLock.unlock();
}
