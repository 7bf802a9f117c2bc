import type { PciDevice } from '../../host/index.ts';
import { deviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';
import { addCapabilityFields } from './capability.ts';
import type { ConfigField } from './field.ts';
import { freeField } from './field-list.ts';
import { addHeaderFields } from './header.ts';
import { registerQuirk } from './quirks.ts';

/**
 * Builds the virtual fields of a device that is being bound, in the order of CONF-27, and registers its quirk
 * record (STUB-10 step 3). The device data must be in place.
 * @returns 0; a negative errno; or the positive status of CONF-30
 */
export function initDevice(driver: Pciback, dev: PciDevice): number {
  let err = addHeaderFields(driver, dev);
  if (err === 0) err = addCapabilityFields(driver, dev);
  if (err === 0) err = registerQuirk(driver, dev);
  return err === 0 ? 0 : driver.seams.failedInit(driver, dev, err);
}

/** What an initialisation that failed returns and leaves: its status, and the fields built so far (CONF-30, CONF-38). */
export function failedInit(_driver: Pciback, _dev: PciDevice, err: number): number {
  return err;
}

/** Resets every field; run when a guest gives the device back (CONF-31). */
export function resetFields(driver: Pciback, dev: PciDevice): void {
  const data = deviceData(dev);
  if (data === null) return;
  for (const field of data.fields) driver.seams.resetField(driver, dev, field);
}

/** Resets one field: BARs and ROM leave sizing mode, others have nothing to reset (CONF-31, HDR-16). */
export function resetField(driver: Pciback, dev: PciDevice, field: ConfigField): void {
  if (field.reset !== null) field.reset(driver, dev, field);
}

/** Deletes the fields made through `quirks`; run when a guest gives the device back (CONF-32, QRK-10). */
export function freeDynamicFields(driver: Pciback, dev: PciDevice): void {
  freeFields(driver, dev, (field) => field.dynamic);
}

/** Deletes all fields; nothing happens once the device data is gone (CONF-32, STUB-31). */
export function freeDevice(driver: Pciback, dev: PciDevice): void {
  freeFields(driver, dev, () => true);
}

function freeFields(driver: Pciback, dev: PciDevice, chosen: (field: ConfigField) => boolean): void {
  const data = deviceData(dev);
  if (data === null) return;
  const kept: ConfigField[] = [];
  for (const field of data.fields) {
    if (chosen(field)) freeField(driver, field);
    else kept.push(field);
  }
  data.fields.splice(0, data.fields.length, ...kept);
}
