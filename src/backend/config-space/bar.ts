import { ENOMEM } from '../../abi/errno.ts';
import {
  IORESOURCE_BUSY,
  IORESOURCE_DISABLED,
  IORESOURCE_IO,
  IORESOURCE_MEM_64,
  IORESOURCE_UNSET,
  PCI_BASE_ADDRESS_0,
  PCI_ROM_ADDRESS_MASK,
} from '../../abi/pci-regs.ts';
import { XEN_PCI_ERR_op_failed } from '../../abi/pciif.ts';
import { ConfigValue, type PciDevice, type Resource } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import { type ConfigField, describeField, type FieldDescription } from './field.ts';
import { allocateFor } from './field-list.ts';
import { readHardware } from './hardware.ts';

/** What the guest sees of one base address register, as computed when the field was added. */
export interface BarData {
  /** Index into the device's resources; 6 is the ROM. */
  readonly index: number;
  /** The register's value, type bits included. */
  readonly value: number;
  /** What it reads while it is being sized. */
  readonly length: number;
  /** The guest has written all ones and not yet anything else (HDR-36). */
  sizing: boolean;
}

const BAR_DATA_BYTES = 12;
const ROM_RESOURCE = 6;
const ALL_ONES = 0xffffffff;
const HIGH = 2 ** 32;
/** Bits of a resource's flags that show in the register. */
const TYPE_BITS = 0xf;
/** Low bits that need not be ones in a sizing write (HDR-37). */
const IO_IGNORED = 0x3;
const MEM_IGNORED = 0xf;

const hardware = new ConfigValue();

/** A BAR's line of a header table. */
export function describeBar(offset: number): FieldDescription {
  return describeField(offset, 4, { init: initBar, reset: resetBar, read: readBar, write: writeBar });
}

/** The expansion ROM's line of a header table. */
export function describeRom(offset: number): FieldDescription {
  return describeField(offset, 4, { init: initRom, reset: resetBar, read: readBar, write: writeRom });
}

/** HDR-33, HDR-34 */
function initBar(driver: Pciback, dev: PciDevice, field: ConfigField): number {
  const index = (field.offset - PCI_BASE_ADDRESS_0) / 4;
  const data = isUpperHalf(dev, index)
    ? upperBar(index, dev.resource[index - 1])
    : wholeBar(index, dev.resource[index]);
  return keep(driver, field, data);
}

/** HDR-35 */
function initRom(driver: Pciback, dev: PciDevice, field: ConfigField): number {
  return keep(driver, field, wholeBar(ROM_RESOURCE, dev.resource[ROM_RESOURCE]));
}

/** Keeps with a field what the guest sees of its register. @returns 0 or -ENOMEM */
function keep(driver: Pciback, field: ConfigField, data: BarData): number {
  if (!allocateFor(driver, field, BAR_DATA_BYTES)) return -ENOMEM;
  field.data = data;
  return 0;
}

/** HDR-36; op_failed without data (HDR-42). The result never comes from hardware. */
export function readBar(driver: Pciback, dev: PciDevice, field: ConfigField, out: ConfigValue): number {
  const bar = field.data as BarData | null;
  if (bar === null) return XEN_PCI_ERR_op_failed;
  out.value = bar.sizing ? driver.seams.sizingValue(driver, dev, bar) : bar.value;
  return 0;
}

/** HDR-37 */
export function writeBar(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  const bar = field.data as BarData | null;
  return bar === null
    ? XEN_PCI_ERR_op_failed
    : writeSized(driver, dev, field, bar, value, ignoredBits(dev, bar.index));
}

/** HDR-39: the enable bit is among the ignored ones. */
export function writeRom(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  const bar = field.data as BarData | null;
  return bar === null
    ? XEN_PCI_ERR_op_failed
    : writeSized(driver, dev, field, bar, value, ~PCI_ROM_ADDRESS_MASK);
}

/** Leaves sizing mode (CONF-31). */
function resetBar(_driver: Pciback, _dev: PciDevice, field: ConfigField): void {
  const bar = field.data as BarData | null;
  if (bar !== null) bar.sizing = false;
}

/** What a BAR reads while it is sized: the address mask with the type bits (HDR-33, HDR-43). */
export function sizingValue(_driver: Pciback, _dev: PciDevice, bar: BarData): number {
  return bar.length;
}

/**
 * May a write that is not a sizing one reach the register: only one that restores what the guest sees, where
 * hardware holds something else (HDR-38); 0 counts as well (HDR-45). So guests cannot move BARs (HDR-41).
 */
export function mayRestoreBar(
  _driver: Pciback,
  _dev: PciDevice,
  bar: BarData,
  hardwareValue: number,
  written: number,
): boolean {
  return hardwareValue !== bar.value && written === bar.value;
}

function writeSized(
  driver: Pciback,
  dev: PciDevice,
  field: ConfigField,
  bar: BarData,
  value: number,
  ignored: number,
): number {
  if ((value | ignored) >>> 0 === ALL_ONES) {
    bar.sizing = true;
    return 0;
  }
  readHardware(driver, dev, field, hardware);
  if (driver.seams.mayRestoreBar(driver, dev, bar, hardware.value, value)) {
    driver.seams.storeField(driver, dev, field, bar.value);
  }
  bar.sizing = false;
  return 0;
}

function ignoredBits(dev: PciDevice, index: number): number {
  if (dev.resource[index].flags & IORESOURCE_IO) return IO_IGNORED;
  return isUpperHalf(dev, index) ? 0 : MEM_IGNORED;
}

/** The register before is the lower half of a 64-bit memory BAR. */
export function isUpperHalf(dev: PciDevice, index: number): boolean {
  return index > 0 && (dev.resource[index - 1].flags & IORESOURCE_MEM_64) !== 0;
}

/** The host has no address for the register, so a guest is shown 0 (HDR-33). */
export function isHidden(resource: Resource): boolean {
  const { flags } = resource;
  return flags === 0 || (flags & (IORESOURCE_DISABLED | IORESOURCE_UNSET | IORESOURCE_BUSY)) !== 0;
}

/** A 32-bit BAR, the lower half of a 64-bit one, or the ROM; both values 0 where the host shows none (HDR-33). */
function wholeBar(index: number, resource: Resource): BarData {
  if (isHidden(resource)) return newBar(index, 0, 0);
  const type = resource.flags & TYPE_BITS;
  return newBar(index, (resource.start | type) >>> 0, (-sizeOf(resource) | type) >>> 0);
}

/** The upper half of a 64-bit BAR; shown even where the lower half is not (HDR-34). */
function upperBar(index: number, resource: Resource): BarData {
  return newBar(index, Math.floor(resource.start / HIGH), Math.floor(-sizeOf(resource) / HIGH) >>> 0);
}

function newBar(index: number, value: number, length: number): BarData {
  return { index, value, length, sizing: false };
}

/** Bytes; a register without a resource never gets here. */
function sizeOf(resource: Resource): number {
  return resource.end - resource.start + 1;
}
