import { EBUSY, ENODEV, ENXIO } from '../../abi/errno.ts';
import type { Steps } from '../../platform/scheduler.ts';
import type { Kernel } from '../kernel.ts';
import { LogLevel } from '../log.ts';
import { PCI_D0, PCI_UNKNOWN, type PciDevice } from './device.ts';
import type { PciDriver } from './driver.ts';

/** A driver is offered a device unless driver_override names another. */
export function matches(dev: PciDevice, driver: PciDriver): boolean {
  return dev.driverOverride === null || dev.driverOverride === driver.name;
}

/** Makes a driver known and offers it every function without a driver. */
export function* registerDriver(kernel: Kernel, driver: PciDriver): Steps {
  kernel.pci.drivers.push(driver);
  for (const dev of kernel.pci.devices) {
    if (dev.driver === null && matches(dev, driver)) yield* bindDevice(kernel, dev, driver);
  }
}

/** Unbinds all functions of a driver, last one first, and forgets it. */
export function* unregisterDriver(kernel: Kernel, driver: PciDriver): Steps {
  const { devices, drivers } = kernel.pci;
  drivers.splice(drivers.indexOf(driver), 1);
  for (const dev of devices.toReversed()) if (dev.driver === driver) yield* unbindDevice(kernel, dev);
}

/**
 * Binds a function to a driver, the device's lock held.
 * @returns 0; -EBUSY when it has a driver; -ENODEV when they do not match; else the probe's negative errno
 */
export function* bindDevice(kernel: Kernel, dev: PciDevice, driver: PciDriver): Steps<number> {
  if (!matches(dev, driver)) return -ENODEV;
  yield* dev.lock.acquire();
  const err = dev.driver === null ? yield* probe(kernel, dev, driver) : -EBUSY;
  dev.lock.release();
  return err;
}

/** A positive result of the probe counts as success, with a warning (CONF-30). */
function* probe(kernel: Kernel, dev: PciDevice, driver: PciDriver): Steps<number> {
  dev.driver = driver;
  const result = yield* driver.probe(dev);
  if (result >= 0) {
    if (result > 0) {
      kernel.log.print(
        LogLevel.Warning,
        `${driver.name} ${dev.name}: probe gave ${result}, taken as success`,
      );
    }
    return 0;
  }
  dev.driver = null;
  dev.driverData = null;
  if (result !== -ENODEV && result !== -ENXIO) {
    kernel.log.print(LogLevel.Warning, `${driver.name}: probe of ${dev.name} failed with error ${result}`);
  }
  return result;
}

/** Unbinds the driver of a function, the device's lock held; notifiers first (STUB-33). Nothing without a driver. */
export function* unbindDevice(kernel: Kernel, dev: PciDevice): Steps {
  yield* dev.lock.acquire();
  const { driver } = dev;
  if (driver !== null) {
    for (const notifier of [...kernel.pci.notifiers]) yield* notifier.unbindDriver(dev);
    yield* driver.remove(dev);
    dev.driver = null;
    dev.driverData = null;
    // nobody looks after it now, so its power state may change unseen
    if (dev.currentState === PCI_D0) dev.currentState = PCI_UNKNOWN;
  }
  dev.lock.release();
}
