import { ENOMEM } from '../../abi/errno.ts';
import {
  PCI_COMMAND_FAST_BACK,
  PCI_COMMAND_INTX_DISABLE,
  PCI_COMMAND_INVALIDATE,
  PCI_COMMAND_IO,
  PCI_COMMAND_MASTER,
  PCI_COMMAND_MEMORY,
  PCI_COMMAND_SPECIAL,
  PCI_COMMAND_VGA_PALETTE,
  PCI_COMMAND_WAIT,
} from '../../abi/pci-regs.ts';
import { ConfigValue, LogLevel, type PciDevice } from '../../host/index.ts';
import { type DeviceData, deviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';
import type { ConfigField } from './field.ts';
import { allocateFor } from './field-list.ts';
import { readHardware } from './hardware.ts';
import { isPermissive } from './permissive.ts';

const DECODE = PCI_COMMAND_IO | PCI_COMMAND_MEMORY;

/** Bits that are read from hardware, and that a permissive guest writes there; the rest is an echo. */
export const COMMAND_GUEST_BITS =
  PCI_COMMAND_MASTER |
  PCI_COMMAND_SPECIAL |
  PCI_COMMAND_INVALIDATE |
  PCI_COMMAND_VGA_PALETTE |
  PCI_COMMAND_WAIT |
  PCI_COMMAND_FAST_BACK;

/** The guest's view of COMMAND: all 16 bits as last written. Survives the guest (HDR-16). */
export interface CommandData {
  cache: number;
}

const COMMAND_DATA_BYTES = 2;

const hardware = new ConfigValue();

/** What the guest's write asks for on one of the bits that act as edges. */
export const Edge = { None: 0, Rise: 1, Fall: 2 } as const;
export type Edge = (typeof Edge)[keyof typeof Edge];

/** The view begins as the register is at bind time (HDR-10), or was read as (CONF-38). */
export function initCommand(driver: Pciback, dev: PciDevice, field: ConfigField): number {
  if (!allocateFor(driver, field, COMMAND_DATA_BYTES)) return -ENOMEM;
  const err = readHardware(driver, dev, field, hardware);
  if (err < 0) return err;
  field.data = { cache: hardware.value } satisfies CommandData;
  return 0;
}

/** HDR-11 */
export function readCommand(driver: Pciback, dev: PciDevice, field: ConfigField, out: ConfigValue): number {
  const err = readHardware(driver, dev, field, out);
  if (err !== 0) return err;
  out.value = driver.seams.commandView(driver, dev, out.value, (field.data as CommandData).cache);
  return 0;
}

/**
 * The guest's write acts through services of the host (HDR-12 to HDR-15), becomes the view (HDR-16), and only
 * when permissive reaches the register, in part (HDR-17).
 */
export function writeCommand(driver: Pciback, dev: PciDevice, field: ConfigField, written: number): number {
  const { seams } = driver;
  const command = field.data as CommandData;
  const data = deviceData(dev) as DeviceData;

  const err = followDecode(driver, dev, data, written);
  if (err !== 0) return err;
  followMaster(driver, dev, written);
  const value = followInvalidate(driver, dev, command.cache, written);
  if (data.allowInterruptControl && seams.intxChanged(driver, dev, command.cache, value)) {
    driver.kernel.pci.intx(dev, (value & PCI_COMMAND_INTX_DISABLE) === 0);
  }
  command.cache = value;

  const bits = seams.commandBits(driver, data);
  return bits === 0 ? 0 : storeCommand(driver, dev, field, value, bits);
}

/**
 * What the guest reads: hardware for the bits it may have set there, its own last write for the others; decode
 * thus always reads as written (HDR-18, HDR-21).
 */
export function commandView(_driver: Pciback, _dev: PciDevice, hardware: number, cache: number): number {
  return (hardware & COMMAND_GUEST_BITS) | (cache & ~COMMAND_GUEST_BITS);
}

/** Which bits of a write are stored in the register as written: none unless permissive (HDR-13, HDR-17, HDR-18). */
export function commandBits(driver: Pciback, data: DeviceData): number {
  return isPermissive(driver, data) ? COMMAND_GUEST_BITS : 0;
}

/** Which edge of `bit` between two values acts: both do (HDR-13, HDR-14). */
export function commandEdge(_driver: Pciback, before: number, after: number, bit: number): Edge {
  if (((before ^ after) & bit) === 0) return Edge.None;
  return after & bit ? Edge.Rise : Edge.Fall;
}

/** The guest's INTX_DISABLE differs from its last one (HDR-15). */
export function intxChanged(_driver: Pciback, _dev: PciDevice, cache: number, value: number): boolean {
  return ((cache ^ value) & PCI_COMMAND_INTX_DISABLE) !== 0;
}

/** Seam: the line about a failed MWI enable, one per attempt (HDR-14). @param site driver function it comes from */
export function logInvalidateFailure(driver: Pciback, _site: string, text: string, domid: number): void {
  driver.kernel.log.print(LogLevel.Warning, text, domid);
}

/** Step 1, HDR-12: decode bits only enable or disable the device; the host keeps hardware decode (HDR-20). */
function followDecode(driver: Pciback, dev: PciDevice, data: DeviceData, value: number): number {
  const { pci } = driver.kernel;
  const wanted = (value & DECODE) !== 0;
  if (wanted && dev.enableCnt === 0) {
    const err = pci.enableDevice(dev);
    if (err !== 0) return err;
    data.enableIntx = true;
  } else if (!wanted && dev.enableCnt > 0) {
    pci.disableDevice(dev);
    data.enableIntx = false;
  }
  return 0;
}

/** Step 2, HDR-13: against the host's own mark, which a disable in step 1 has just cleared. */
function followMaster(driver: Pciback, dev: PciDevice, value: number): void {
  const { pci } = driver.kernel;
  const edge = driver.seams.commandEdge(
    driver,
    dev.isBusmaster ? PCI_COMMAND_MASTER : 0,
    value,
    PCI_COMMAND_MASTER,
  );
  if (edge === Edge.Rise) pci.setMaster(dev);
  else if (edge === Edge.Fall) pci.clearMaster(dev);
}

/** Step 3, HDR-14: against the view. Returns the value without INVALIDATE when the host cannot set it. */
function followInvalidate(driver: Pciback, dev: PciDevice, cache: number, value: number): number {
  const { pci } = driver.kernel;
  const edge = driver.seams.commandEdge(driver, cache, value, PCI_COMMAND_INVALIDATE);
  if (edge === Edge.Rise) {
    const err = pci.setMwi(dev);
    if (err !== 0) {
      const text = `${dev.name}: cannot enable memory-write-invalidate (${err})`;
      driver.seams.logInvalidateFailure(driver, 'command_write', text, dev.ownerDomid);
      return value & ~PCI_COMMAND_INVALIDATE;
    }
  } else if (edge === Edge.Fall) {
    pci.clearMwi(dev);
  }
  return value;
}

/** Step 6, HDR-17: nothing is written where the register holds the full value already. */
function storeCommand(
  driver: Pciback,
  dev: PciDevice,
  field: ConfigField,
  value: number,
  bits: number,
): number {
  const err = readHardware(driver, dev, field, hardware);
  if (err !== 0) return err;
  if (hardware.value === value) return 0;
  return driver.seams.storeField(driver, dev, field, (value & bits) | (hardware.value & ~bits));
}
