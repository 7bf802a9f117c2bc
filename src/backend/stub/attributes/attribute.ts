import type { Pciback, StubDevice } from '../../driver.ts';

/** Most bytes one read of an attribute gives; a listing is cut there, also inside a line (6.2, section 13). */
export const PAGE_LIMIT = 4095;

export type AttributeName =
  | 'new_slot'
  | 'remove_slot'
  | 'slots'
  | 'quirks'
  | 'permissive'
  | 'allow_interrupt_control'
  | 'irq_handlers'
  | 'irq_handler_state';

/** A file in `/sys/bus/pci/drivers/pciback/`. */
export interface DriverAttribute {
  readonly name: AttributeName;
  /** Permission bits, as 0o644. */
  readonly mode: number;
  /** Whole content, not yet cut to {@link PAGE_LIMIT}; absent when the file cannot be read. */
  readonly show?: (driver: Pciback) => string;
  /** Takes a non-empty text; 0 or a negative errno. Absent when the file cannot be written. */
  readonly store?: (driver: Pciback, text: string) => number;
}

/** One line for each bound device that `line` gives one for. */
export function listDevices(driver: Pciback, line: (psdev: StubDevice) => string | null): string {
  driver.devicesLock.lock();
  let text = '';
  for (const psdev of driver.devices) {
    const entry = line(psdev);
    if (entry !== null) text += `${entry}\n`;
  }
  driver.devicesLock.unlock();
  return text;
}

/** Lower-case hexadecimal of an unsigned number, at least `width` digits. */
export function hex(value: number, width: number): string {
  return (value >>> 0).toString(16).padStart(width, '0');
}
