import { EINVAL, ENOMEM } from '../../abi/errno.ts';
import type { PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import { type ConfigField, describeField } from './field.ts';
import { addField, FIELD_IS_DUPLICATE } from './field-list.ts';
import { readHardware } from './hardware.ts';

/** Matches every id. */
export const PCI_ANY_ID = 0xffffffff;

/** Memory of a record, and of the description that a field owns. */
const RECORD_BYTES = 64;
const DESCRIPTION_BYTES = 80;

/** Says that a device has been given fields (`struct xen_pcibk_config_quirk`). One per bound device. */
export interface QuirkRecord {
  readonly vendor: number;
  readonly device: number;
  readonly subsystemVendor: number;
  readonly subsystemDevice: number;
  /** The device it was made for. */
  readonly dev: PciDevice;
}

/** Registers the device's record, behind the others (QRK-11). @returns 0 or -ENOMEM */
export function registerQuirk(driver: Pciback, dev: PciDevice): number {
  if (!driver.kernel.alloc(RECORD_BYTES)) return -ENOMEM;
  const { vendor, device, subsystemVendor, subsystemDevice } = dev;
  driver.quirks.push({ vendor, device, subsystemVendor, subsystemDevice, dev });
  return 0;
}

/** First record that matches the device, or null; with twins it may be the other's (QRK-12). */
export function findQuirk(driver: Pciback, dev: PciDevice): QuirkRecord | null {
  for (const record of driver.quirks) if (driver.seams.quirkMatches(driver, record, dev)) return record;
  return null;
}

/** Drops the record that {@link findQuirk} finds, at unbind (QRK-12, STUB-30). */
export function releaseQuirk(driver: Pciback, dev: PciDevice): void {
  const record = findQuirk(driver, dev);
  if (record === null) return;
  driver.quirks.splice(driver.quirks.indexOf(record), 1);
  driver.kernel.free(RECORD_BYTES);
}

/** Does a record stand for a device: by its four ids, the class left out (QRK-12). */
export function quirkMatches(_driver: Pciback, record: QuirkRecord, dev: PciDevice): boolean {
  return (
    idMatches(record.vendor, dev.vendor) &&
    idMatches(record.device, dev.device) &&
    idMatches(record.subsystemVendor, dev.subsystemVendor) &&
    idMatches(record.subsystemDevice, dev.subsystemDevice)
  );
}

/**
 * Gives the device a field that goes straight to hardware, behind those it has (QRK-04, QRK-09). Alignment is
 * not checked (QRK-06); a register where a field begins already is left as it is, with success (QRK-08).
 * @param mask kept for the listing only (QRK-05)
 * @returns 0, -ENOMEM, or -EINVAL for a size other than 1, 2, 4 (QRK-02, QRK-07)
 */
export function addQuirkField(
  driver: Pciback,
  dev: PciDevice,
  offset: number,
  size: number,
  mask: number,
): number {
  if (!driver.kernel.alloc(DESCRIPTION_BYTES)) return -ENOMEM;
  if (size !== 1 && size !== 2 && size !== 4) {
    driver.kernel.free(DESCRIPTION_BYTES);
    return -EINVAL;
  }
  const description = describeField(offset, size, { read: readHardware, write: writeQuirk }, mask);
  const err = addField(driver, dev, description, 0, DESCRIPTION_BYTES);
  return err === FIELD_IS_DUPLICATE ? 0 : err;
}

function writeQuirk(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  return driver.seams.storeQuirk(driver, dev, field, value);
}

/** Seam: stores a write of a quirk field, as it comes; the field's mask plays no part (QRK-05). */
export function storeQuirk(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  return driver.seams.storeField(driver, dev, field, value);
}

function idMatches(id: number, actual: number): boolean {
  return id === PCI_ANY_ID || id === actual;
}
