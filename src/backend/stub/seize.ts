import { ENODEV, ENOMEM } from '../../abi/errno.ts';
import { PCI_HEADER_TYPE_BRIDGE, PCI_HEADER_TYPE_NORMAL } from '../../abi/pci-regs.ts';
import { LogLevel, type PciDevice } from '../../host/index.ts';
import type { Pciback, StubDevice } from '../driver.ts';
import { initStubDevice } from './device-init.ts';
import { insertDeviceId } from './ids.ts';
import { matchDevice } from './match.ts';
import { dropReference } from './references.ts';
import { PcistubDevice, STUB_DEVICE_BYTES } from './stub-device.ts';

/**
 * Probe of the stub (STUB-05): takes the device if it is wanted and has a header of type 0 or 1.
 * @returns 0; -ENODEV; an error of the initialisation; or the positive status of CONF-30
 */
export function probeStubDevice(driver: Pciback, dev: PciDevice): number {
  const match = matchDevice(driver, dev);
  if (match === 'none') return -ENODEV;
  if (dev.hdrType !== PCI_HEADER_TYPE_NORMAL && dev.hdrType !== PCI_HEADER_TYPE_BRIDGE) {
    driver.kernel.log.print(LogLevel.Err, `pciback ${dev.name}: header type ${dev.hdrType} is not supported`);
    return -ENODEV;
  }
  driver.kernel.log.print(LogLevel.Info, `pciback ${dev.name}: seizing device`);
  const err = seizeDevice(driver, dev);
  if (err !== 0 || match === 'listed') return err;
  const { domain, bus, devfn } = dev;
  insertDeviceId(driver, { domain, bus, devfn });
  return 0;
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
 * fails is dropped with a line, the others go on. From now on devices are initialised when they are seized.
 */
export function initDevicesLate(driver: Pciback): void {
  const { devices, devicesLock, kernel, seized } = driver;
  for (let psdev = seized.shift(); psdev !== undefined; psdev = seized.shift()) {
    const err = initStubDevice(driver, psdev.dev);
    if (err !== 0) {
      kernel.log.print(LogLevel.Err, `pciback ${psdev.dev.name}: initialisation failed: ${err}`);
      dropReference(driver, psdev);
      continue;
    }
    devicesLock.lock();
    devices.push(psdev);
    devicesLock.unlock();
  }
  driver.initialised = true;
}
