import {
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_ENABLE,
  PCI_MSIX_FLAGS_MASKALL,
} from '../../abi/pci-regs.ts';
import { XEN_PCI_ERR_access_denied } from '../../abi/pciif.ts';
import { ConfigValue, type PciDevice } from '../../host/index.ts';
import { type DeviceData, deviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';
import { type ConfigField, describeField, type FieldDescription, type FieldInit } from './field.ts';
import { readHardware } from './hardware.ts';
import {
  INTERRUPT_TYPE_INTX,
  INTERRUPT_TYPE_MSI,
  INTERRUPT_TYPE_MSIX,
  INTERRUPT_TYPE_NONE,
} from './interrupt-type.ts';
import { isPermissive } from './permissive.ts';

/** What distinguishes the two control words. */
export interface InterruptControl {
  readonly type: typeof INTERRUPT_TYPE_MSI | typeof INTERRUPT_TYPE_MSIX;
  readonly enable: number;
  /** Bits a guest with allow_interrupt_control may change. */
  readonly allowed: number;
}

const msi: InterruptControl = Object.freeze({
  type: INTERRUPT_TYPE_MSI,
  enable: PCI_MSI_FLAGS_ENABLE,
  allowed: PCI_MSI_FLAGS_ENABLE,
});

const msix: InterruptControl = Object.freeze({
  type: INTERRUPT_TYPE_MSIX,
  enable: PCI_MSIX_FLAGS_ENABLE,
  allowed: PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL,
});

/** CAP-16. Address, data, mask and pending registers have no fields (CAP-17). */
export const msiFields = Object.freeze([describeControl(PCI_MSI_FLAGS, initMsi)]);
/** CAP-16. The table and pending-array pointers have no fields (CAP-17). */
export const msixFields = Object.freeze([describeControl(PCI_MSIX_FLAGS, initMsix)]);

const current = new ConfigValue();

function describeControl(offset: number, init: FieldInit): FieldDescription {
  return describeField(offset, 2, { init, read: readHardware, write: writeControl });
}

function initMsi(_driver: Pciback, _dev: PciDevice, field: ConfigField): number {
  field.data = msi;
  return 0;
}

function initMsix(_driver: Pciback, _dev: PciDevice, field: ConfigField): number {
  field.data = msix;
  return 0;
}

/**
 * The control word of MSI or MSI-X: raw when permissive (CAP-20); else no change, or one that the device's
 * opt-in, the bits concerned and the types active now allow. The host's own bookkeeping takes no part (CAP-27).
 */
function writeControl(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  const { seams } = driver;
  const control = field.data as InterruptControl;
  if (isPermissive(driver, deviceData(dev) as DeviceData)) return seams.storeField(driver, dev, field, value);

  const err = readHardware(driver, dev, field, current);
  if (err !== 0) return err;
  const changed = current.value ^ value;
  if (changed === 0) return 0; // CAP-21
  if (!seams.mayControlInterrupts(driver, dev)) return XEN_PCI_ERR_access_denied;
  if (changed & ~seams.controlBits(driver, control)) return XEN_PCI_ERR_access_denied;
  if (value & control.enable) {
    const active = seams.activeInterruptTypes(driver, dev);
    if (!seams.typeMayBeEnabled(driver, control, active)) return XEN_PCI_ERR_access_denied;
  }
  return seams.storeField(driver, dev, field, value); // CAP-24 when the enable bit is clear
}

/** The device's opt-in, given by root (CAP-22). */
export function mayControlInterrupts(_driver: Pciback, dev: PciDevice): boolean {
  return (deviceData(dev) as DeviceData).allowInterruptControl;
}

/** Bits that may change (CAP-22). */
export function controlBits(_driver: Pciback, control: InterruptControl): number {
  return control.allowed;
}

/** One message-signalled type at a time; INTx beside it is tolerated (CAP-23, CAP-25). */
export function typeMayBeEnabled(_driver: Pciback, control: InterruptControl, active: number): boolean {
  return active === INTERRUPT_TYPE_NONE || active === INTERRUPT_TYPE_INTX || active === control.type;
}
