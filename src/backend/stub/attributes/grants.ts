import { ENODEV, ENXIO } from '../../../abi/errno.ts';
import { LogLevel, type PciDevice } from '../../../host/index.ts';
import { type DeviceData, deviceData } from '../../device-data.ts';
import type { Pciback } from '../../driver.ts';
import { parseSlot } from '../address.ts';
import { findBySlot } from '../find.ts';
import { type DriverAttribute, listDevices } from './attribute.ts';

/** Applies `grant` to the device named by `text`; errors of SYS-09 and SYS-11. */
function storeGrant(
  driver: Pciback,
  text: string,
  grant: (driver: Pciback, dev: PciDevice, data: DeviceData) => void,
): number {
  const address = parseSlot(text);
  if (typeof address === 'number') return address;
  const psdev = findBySlot(driver, address.domain, address.bus, address.slot, address.func);
  if (psdev === null) return -ENODEV;
  const data = deviceData(psdev.dev);
  if (data === null) return -ENXIO;
  grant(driver, psdev.dev, data);
  return 0;
}

function listWith(driver: Pciback, flag: 'permissive' | 'allowInterruptControl'): string {
  return listDevices(driver, ({ dev }) => (deviceData(dev)?.[flag] ? dev.name : null));
}

/** Lets a device's guest write registers that no field covers; cleared only by binding again (SYS-09, SYS-10). */
export const permissive: DriverAttribute = Object.freeze({
  name: 'permissive',
  mode: 0o644,
  show: (driver: Pciback) => listWith(driver, 'permissive'),
  store: (driver: Pciback, text: string) => storeGrant(driver, text, makePermissive),
});

function makePermissive({ kernel }: Pciback, dev: PciDevice, data: DeviceData): void {
  if (data.permissive) return;
  data.permissive = true;
  kernel.log.print(LogLevel.Warning, `pciback ${dev.name}: permissive mode is potentially unsafe,`);
  kernel.log.print(LogLevel.Warning, `pciback ${dev.name}: its guest reaches more of the hardware`);
}

/** Lets a device's guest, a stub domain, switch interrupt modes itself; ends with the guest (SYS-11, STUB-20). */
export const allowInterruptControl: DriverAttribute = Object.freeze({
  name: 'allow_interrupt_control',
  mode: 0o644,
  show: (driver: Pciback) => listWith(driver, 'allowInterruptControl'),
  store: (driver: Pciback, text: string) => storeGrant(driver, text, allowControl),
});

function allowControl(_driver: Pciback, _dev: PciDevice, data: DeviceData): void {
  data.allowInterruptControl = true;
}
