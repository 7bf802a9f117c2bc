import { EINVAL } from '../../abi/errno.ts';
import {
  PCI_BASE_ADDRESS_0,
  PCI_BIST,
  PCI_CACHE_LINE_SIZE,
  PCI_COMMAND,
  PCI_DEVICE_ID,
  PCI_HEADER_TYPE_BRIDGE,
  PCI_HEADER_TYPE_NORMAL,
  PCI_INTERRUPT_LINE,
  PCI_INTERRUPT_PIN,
  PCI_LATENCY_TIMER,
  PCI_ROM_ADDRESS,
  PCI_ROM_ADDRESS1,
  PCI_VENDOR_ID,
} from '../../abi/pci-regs.ts';
import type { ConfigValue, PciDevice } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import { describeBar, describeRom } from './bar.ts';
import { writeBist } from './bist.ts';
import { initCommand, readCommand, writeCommand } from './command.ts';
import { type ConfigField, describeField } from './field.ts';
import { addFields } from './field-list.ts';
import { readHardware, writeHardware } from './hardware.ts';

/**
 * Fields of every header, in the order of CONF-27. STATUS, REVISION, CLASS, HEADER_TYPE, CIS, subsystem ids,
 * CAP_PTR, MIN_GNT and MAX_LAT have none (CONF-37).
 */
const headerCommon = Object.freeze([
  describeField(PCI_VENDOR_ID, 2, { read: readVendor }),
  describeField(PCI_DEVICE_ID, 2, { read: readDevice }),
  describeField(PCI_COMMAND, 2, { init: initCommand, read: readCommand, write: writeCommand }),
  describeField(PCI_INTERRUPT_LINE, 1, { read: readInterruptLine }),
  // HDR-04
  describeField(PCI_INTERRUPT_PIN, 1, { read: readHardware }),
  // HDR-05
  describeField(PCI_CACHE_LINE_SIZE, 1, { read: readHardware, write: writeHardware }),
  // HDR-06
  describeField(PCI_LATENCY_TIMER, 1, { read: readHardware }),
  describeField(PCI_BIST, 1, { read: readHardware, write: writeBist }),
]);

/** HDR-30 */
const headerNormal = Object.freeze([
  ...[0, 1, 2, 3, 4, 5].map((index) => describeBar(PCI_BASE_ADDRESS_0 + 4 * index)),
  describeRom(PCI_ROM_ADDRESS),
]);

/** HDR-31: bus numbers, windows and bridge control have no fields. */
const headerBridge = Object.freeze([
  ...[0, 1].map((index) => describeBar(PCI_BASE_ADDRESS_0 + 4 * index)),
  describeRom(PCI_ROM_ADDRESS1),
]);

/**
 * Adds the fields of the device's header.
 * @returns 0, -EINVAL for a header of another type (HDR-32), or what {@link addFields} returns
 */
export function addHeaderFields(driver: Pciback, dev: PciDevice): number {
  const err = addFields(driver, dev, headerCommon, 0);
  if (err !== 0) return err;
  switch (dev.hdrType) {
    case PCI_HEADER_TYPE_NORMAL:
      return addFields(driver, dev, headerNormal, 0);
    case PCI_HEADER_TYPE_BRIDGE:
      return addFields(driver, dev, headerBridge, 0);
    default:
      return -EINVAL;
  }
}

/** The id the host knows, which a virtual function does not have in hardware (HDR-01). */
function readVendor(_driver: Pciback, dev: PciDevice, _field: ConfigField, out: ConfigValue): number {
  out.value = dev.vendor;
  return 0;
}

/** HDR-02 */
function readDevice(_driver: Pciback, dev: PciDevice, _field: ConfigField, out: ConfigValue): number {
  out.value = dev.device;
  return 0;
}

/** Low byte of the host's present interrupt number, that of MSI while MSI is on (HDR-03). */
function readInterruptLine(_driver: Pciback, dev: PciDevice, _field: ConfigField, out: ConfigValue): number {
  out.value = dev.irq & 0xff;
  return 0;
}
