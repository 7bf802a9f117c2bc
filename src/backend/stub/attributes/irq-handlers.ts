import { ENOENT } from '../../../abi/errno.ts';
import { type DeviceData, deviceData } from '../../device-data.ts';
import type { Pciback } from '../../driver.ts';
import { parseSlot } from '../address.ts';
import { findBySlot } from '../find.ts';
import { type DriverAttribute, listDevices } from './attribute.ts';

/** State of the helper handler of every bound device: `0000:03:00.0:on:acking:12` (SYS-06). */
export const irqHandlers: DriverAttribute = Object.freeze({
  name: 'irq_handlers',
  mode: 0o444,
  show(driver: Pciback): string {
    return listDevices(driver, ({ dev }) => {
      const data = deviceData(dev);
      if (data === null) return null;
      const acking = data.ackIntr ? 'acking' : 'not acking';
      return `${dev.name}:${data.isrOn ? 'on' : 'off'}:${acking}:${data.handled}`;
    });
  },
});

/** Toggles the mark of one device's helper handler (SYS-07). */
export const irqHandlerState: DriverAttribute = Object.freeze({
  name: 'irq_handler_state',
  mode: 0o200,
  store(driver: Pciback, text: string): number {
    const address = parseSlot(text);
    if (typeof address === 'number') return address;
    const psdev = findBySlot(driver, address.domain, address.bus, address.slot, address.func);
    const data = psdev === null ? null : deviceData(psdev.dev);
    if (data === null) return -ENOENT;
    driver.seams.toggleHandler(driver, data);
    return 0;
  },
});

/**
 * Seam: flips `isr_on` and nothing else, whatever is installed on the line; on also means acking (SYS-07, SYS-08).
 */
export function toggleHandler(_driver: Pciback, data: DeviceData): void {
  data.isrOn = !data.isrOn;
  if (data.isrOn) data.ackIntr = true;
}
