import { ENODEV, ENOMEM } from '../../abi/errno.ts';
import { PCI_HEADER_TYPE_NORMAL } from '../../abi/pci-regs.ts';
import { LogLevel, type PciDevice } from '../../host/index.ts';
import type { Pciback, StubDevice } from '../driver.ts';
import { initStubDevice } from './device-init.ts';
import { listDeviceId } from './ids.ts';
import { matchDevice } from './match.ts';
import { dropReference } from './references.ts';
import { DEVICE_ID_BYTES, PcistubDevice, STUB_DEVICE_BYTES } from './stub-device.ts';

/**
 * Probe of the stub (STUB-05): takes the device if it is wanted and has a header of type 0 or 1.
 * @returns 0; -ENODEV; an error of the initialisation; or the positive status of CONF-30
 */
export function probeStubDevice(driver: Pciback, dev: PciDevice): number {
  const match = matchDevice(driver, dev);
  if (match === 'none') return -ENODEV;
  if (dev.hdrType !== PCI_HEADER_TYPE_NORMAL && !dev.isBridge) {
    driver.kernel.log.print(LogLevel.Err, `pciback ${dev.name}: header type ${dev.hdrType} is not supported`);
    return -ENODEV;
  }
  return match === 'listed' ? takeDevice(driver, dev) : takeUnlisted(driver, dev);
}

/** The entry of the match list is allocated first, before any line, and freed when the device is not taken (STUB-06). */
function takeUnlisted(driver: Pciback, dev: PciDevice): number {
  const { kernel } = driver;
  if (!kernel.alloc(DEVICE_ID_BYTES)) return -ENOMEM;
  const err = takeDevice(driver, dev);
  const { domain, bus, devfn } = dev;
  if (err === 0) listDeviceId(driver, { domain, bus, devfn });
  else kernel.free(DEVICE_ID_BYTES);
  return err;
}

function takeDevice(driver: Pciback, dev: PciDevice): number {
  driver.kernel.log.print(LogLevel.Info, `pciback ${dev.name}: seizing device`);
  return seizeDevice(driver, dev);
}

/** Queues the device before late initialisation, initialises it at once afterwards (STUB-07). */
function seizeDevice(driver: Pciback, dev: PciDevice): number {
  if (!driver.kernel.alloc(STUB_DEVICE_BYTES)) return -ENOMEM;
  const psdev = new PcistubDevice(dev);
  const err = driver.initialised ? initStubDevice(driver, dev) : 0;
  if (err === 0) insertFirst(driver, driver.initialised ? driver.devices : driver.seized, psdev);
  else dropReference(driver, psdev);
  return err;
}

function insertFirst(driver: Pciback, list: StubDevice[], psdev: StubDevice): void {
  driver.devicesLock.lock();
  list.unshift(psdev);
  driver.devicesLock.unlock();
}

/**
 * Initialises what was seized at boot, newest first, behind the devices there are (SYS-13, STUB-07); one that
 * fails is dropped with a line and nothing else, its own driver data gone; the others go on. From now on devices are
 * initialised when they are seized.
 */
export function initDevicesLate(driver: Pciback): void {
  const { devices, devicesLock, kernel, seized } = driver;
  for (let psdev = seized.shift(); psdev !== undefined; psdev = seized.shift()) {
    const err = initStubDevice(driver, psdev.dev);
    if (err !== 0) {
      kernel.log.print(LogLevel.Err, `pciback ${psdev.dev.name}: initialisation failed: ${err}`);
      kernel.free(STUB_DEVICE_BYTES);
      continue;
    }
    devicesLock.lock();
    devices.push(psdev);
    devicesLock.unlock();
  }
  driver.initialised = true;
}
