import { PCI_FUNC, PCI_SLOT } from '../../../abi/pci-regs.ts';
import type { Pciback } from '../../driver.ts';
import { parseSlot } from '../address.ts';
import { addDeviceId, removeDeviceId } from '../ids.ts';
import { type DriverAttribute, hex } from './attribute.ts';

/** Adds to the match list; binds nothing by itself (SYS-03). */
export const newSlot: DriverAttribute = Object.freeze({
  name: 'new_slot',
  mode: 0o200,
  store(driver: Pciback, text: string): number {
    const address = parseSlot(text);
    if (typeof address === 'number') return address;
    return addDeviceId(driver, address.domain, address.bus, address.slot, address.func);
  },
});

/** Removes from the match list; unbinds nothing (SYS-04). */
export const removeSlot: DriverAttribute = Object.freeze({
  name: 'remove_slot',
  mode: 0o200,
  store(driver: Pciback, text: string): number {
    const address = parseSlot(text);
    if (typeof address === 'number') return address;
    return removeDeviceId(driver, address.domain, address.bus, address.slot, address.func);
  },
});

/** The match list in insertion order (SYS-05). */
export const slots: DriverAttribute = Object.freeze({
  name: 'slots',
  mode: 0o444,
  show(driver: Pciback): string {
    driver.deviceIdsLock.lock();
    let text = '';
    for (const { domain, bus, devfn } of driver.deviceIds) {
      text += `${hex(domain, 4)}:${hex(bus, 2)}:${hex(PCI_SLOT(devfn), 2)}.${PCI_FUNC(devfn)}\n`;
    }
    driver.deviceIdsLock.unlock();
    return text;
  },
});
