import { EINVAL, ENOENT, ENOMEM } from '../../abi/errno.ts';
import { PCI_DEVFN, PCI_FUNC, PCI_SLOT } from '../../abi/pci-regs.ts';
import type { DeviceId, Pciback } from '../driver.ts';
import { DEVICE_ID_BYTES } from './stub-device.ts';

const LAST_DOMAIN = 0xffff;
const LAST_BUS = 0xff;
const SLOTS = 32;
const FUNCTIONS = 8;

/** Puts one entry at the end of the match list; one that is there already is left, with success (STUB-04). */
function insertDeviceId(driver: Pciback, id: DeviceId): number {
  if (!driver.kernel.alloc(DEVICE_ID_BYTES)) return -ENOMEM;
  listDeviceId(driver, id);
  return 0;
}

/** Puts an entry whose memory there is already into the match list; it is freed when the address is there. */
export function listDeviceId(driver: Pciback, id: DeviceId): void {
  driver.deviceIdsLock.lock();
  const known = driver.deviceIds.some(
    ({ domain, bus, devfn }) => domain === id.domain && bus === id.bus && devfn === id.devfn,
  );
  if (!known) driver.deviceIds.push(id);
  driver.deviceIdsLock.unlock();
  if (known) driver.kernel.free(DEVICE_ID_BYTES);
}

/**
 * Adds a host address to the match list. A negative slot or function stands for all 32 or all 8; the first error
 * ends the expansion (STUB-42).
 * @returns 0, -EINVAL for a number out of range, or -ENOMEM
 */
export function addDeviceId(
  driver: Pciback,
  domain: number,
  bus: number,
  slot: number,
  func: number,
): number {
  if (slot < 0) return expand(SLOTS, (each) => addDeviceId(driver, domain, bus, each, func));
  if (func < 0) return expand(FUNCTIONS, (each) => addDeviceId(driver, domain, bus, slot, each));
  if (domain < 0 || domain > LAST_DOMAIN || bus < 0 || bus > LAST_BUS) return -EINVAL;
  if (slot >= SLOTS || func >= FUNCTIONS) return -EINVAL;
  return insertDeviceId(driver, { domain, bus, devfn: PCI_DEVFN(slot, func) });
}

function expand(count: number, add: (each: number) => number): number {
  let err = 0;
  for (let each = 0; err === 0 && each < count; each++) err = add(each);
  return err;
}

/**
 * Removes every entry that fits; a negative slot or function fits any. Ranges are not checked, bound devices stay
 * bound (SYS-04, STUB-32).
 * @returns 0, or -ENOENT when none fits
 */
export function removeDeviceId(
  driver: Pciback,
  domain: number,
  bus: number,
  slot: number,
  func: number,
): number {
  const { deviceIds, kernel } = driver;
  const before = deviceIds.length;
  driver.deviceIdsLock.lock();
  for (let i = before - 1; i >= 0; i--) {
    const id = deviceIds[i] as DeviceId;
    if (id.domain !== domain || id.bus !== bus) continue;
    if (slot >= 0 && PCI_SLOT(id.devfn) !== slot) continue;
    if (func >= 0 && PCI_FUNC(id.devfn) !== func) continue;
    deviceIds.splice(i, 1);
    kernel.free(DEVICE_ID_BYTES);
  }
  driver.deviceIdsLock.unlock();
  return deviceIds.length < before ? 0 : -ENOENT;
}

/** Empties the match list, when the driver goes (SYS-14; the driver loses it: leak/memory/pcistub_exit). */
export function freeDeviceIds(driver: Pciback): void {
  driver.kernel.free(driver.deviceIds.length * DEVICE_ID_BYTES);
  driver.deviceIds.length = 0;
}
