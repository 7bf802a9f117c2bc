import { EINVAL, ENODEV } from '../../../abi/errno.ts';
import { PCI_FUNC, PCI_SLOT } from '../../../abi/pci-regs.ts';
import { KernelOops } from '../../../host/index.ts';
import { addQuirkField, type QuirkRecord } from '../../config-space/quirks.ts';
import { DeviceData } from '../../device-data.ts';
import type { Pciback } from '../../driver.ts';
import { parseQuirk } from '../address.ts';
import { findBySlot } from '../find.ts';
import { type DriverAttribute, hex } from './attribute.ts';

const LAST_REGISTER = 0xfff;

/** Root's own fields: lets a device's guest write registers, or shows all fields there are (QRK-01..03, QRK-11). */
export const quirks: DriverAttribute = Object.freeze({
  name: 'quirks',
  mode: 0o644,
  show(driver: Pciback): string {
    let text = '';
    driver.devicesLock.lock();
    for (const record of driver.quirks) {
      if (driver.seams.listsQuirk(driver, record)) text += describeRecord(record);
    }
    driver.devicesLock.unlock();
    return text;
  },
  store(driver: Pciback, text: string): number {
    const quirk = parseQuirk(text);
    if (typeof quirk === 'number') return quirk;
    const { domain, bus, slot, func, reg, size, mask } = quirk;
    if (reg > LAST_REGISTER || !maskFits(size, mask)) return -EINVAL;
    const psdev = findBySlot(driver, domain, bus, slot, func);
    return psdev === null ? -ENODEV : addQuirkField(driver, psdev.dev, reg, size, mask);
  },
});

/** The mask has no bit above `size` bytes; sizes of 4 and more are not looked at (QRK-02, QRK-03). */
function maskFits(size: number, mask: number): boolean {
  return size >= 4 || mask < 2 ** (8 * size);
}

/** Seam: every record is listed, whether or not its device is still bound (QRK-14). */
export function listsQuirk(_driver: Pciback, _record: QuirkRecord): boolean {
  return true;
}

/** @throws KernelOops when the record outlived its device's data (QRK-14) */
function describeRecord({ dev, vendor, device, subsystemVendor, subsystemDevice }: QuirkRecord): string {
  const ids = [vendor, device, subsystemVendor, subsystemDevice].map((id) => hex(id, 4)).join(':');
  let text = `${hex(dev.bus, 2)}:${hex(PCI_SLOT(dev.devfn), 2)}.${PCI_FUNC(dev.devfn)}\n\t${ids}\n`;
  const data = dev.driverData;
  if (!(data instanceof DeviceData)) {
    throw new KernelOops(
      'null-dereference',
      'quirks_show',
      `${dev.name} has a quirk record but no device data`,
    );
  }
  for (const { offset, size, mask } of data.fields)
    text += `\t\t${hex(offset, 8)}:${hex(size, 1)}:${hex(mask, 8)}\n`;
  return text;
}
