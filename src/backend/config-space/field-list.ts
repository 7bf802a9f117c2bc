import { ENOMEM } from '../../abi/errno.ts';
import type { PciDevice } from '../../host/index.ts';
import { type DeviceData, deviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';
import { ConfigField, type FieldDescription } from './field.ts';

/** Memory of a list entry. */
const ENTRY_BYTES = 40;

/** What {@link addField} returns for a field that is there already: positive, as in the driver (CONF-30). */
export const FIELD_IS_DUPLICATE = 1;

/** True when a field of the device begins at the same register; mere overlap does not count (CONF-29). */
export function fieldIsDuplicate(data: DeviceData, offset: number): boolean {
  for (const field of data.fields) if (field.offset === offset) return true;
  return false;
}

/**
 * Adds a field behind those the device has (CONF-27) after running its initialiser (CONF-28).
 * @param owned bytes of its description, for a field made through `quirks`: they are freed with the field, here
 *   if it is not added; 0 for a built-in one
 * @returns 0, {@link FIELD_IS_DUPLICATE}, -ENOMEM, or the initialiser's errno (CONF-38)
 */
export function addField(
  driver: Pciback,
  dev: PciDevice,
  description: FieldDescription,
  base: number,
  owned = 0,
): number {
  const data = deviceData(dev) as DeviceData;
  const field = new ConfigField(description, base, owned > 0);
  field.allocated = owned;
  let err = 0;
  if (!allocateFor(driver, field, ENTRY_BYTES)) err = -ENOMEM;
  else if (fieldIsDuplicate(data, field.offset)) err = FIELD_IS_DUPLICATE;
  else if (description.init !== null) err = description.init(driver, dev, field);
  if (err === 0) data.fields.push(field);
  else freeField(driver, field);
  return err;
}

/** Adds the fields of a table in its order, up to the first that fails. */
export function addFields(
  driver: Pciback,
  dev: PciDevice,
  table: readonly FieldDescription[],
  base: number,
): number {
  for (const description of table) {
    const err = addField(driver, dev, description, base);
    if (err !== 0) return err;
  }
  return 0;
}

/** Accounts `bytes` of memory to the field; false when there is none. */
export function allocateFor(driver: Pciback, field: ConfigField, bytes: number): boolean {
  if (!driver.kernel.alloc(bytes)) return false;
  field.allocated += bytes;
  return true;
}

/** Gives back the memory of a field that is in no list any more. */
export function freeField(driver: Pciback, field: ConfigField): void {
  driver.kernel.free(field.allocated);
  field.allocated = 0;
  field.data = null;
}
