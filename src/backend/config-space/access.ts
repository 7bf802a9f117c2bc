import {
  PCIBIOS_BAD_REGISTER_NUMBER,
  PCIBIOS_DEVICE_NOT_FOUND,
  PCIBIOS_FUNC_NOT_SUPPORTED,
  PCIBIOS_SET_FAILED,
} from '../../abi/pcibios.ts';
import {
  XEN_PCI_ERR_access_denied,
  XEN_PCI_ERR_dev_not_found,
  XEN_PCI_ERR_invalid_offset,
  XEN_PCI_ERR_not_implemented,
} from '../../abi/pciif.ts';
import { ConfigValue, KernelOops, LogLevel, type PciDevice } from '../../host/index.ts';
import { type DeviceData, deviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';
import type { ConfigField } from './field.ts';
import type { AccessSize } from './hardware.ts';
import { mergeValue, widthMask } from './merge.ts';
import { isPermissive } from './permissive.ts';

/**
 * What a field reads while a write is merged into it. Used up before the next call of the host: any other task
 * may run inside one.
 */
const current = new ConfigValue();

/**
 * A guest's read of configuration space.
 * @param offset register, as a signed 32-bit number
 * @param size bytes, as a signed 32-bit number
 * @param out receives the reply's value, also when the read fails (CONF-03, CONF-06, CONF-09)
 * @returns the reply's `err`
 */
export function configRead(
  driver: Pciback,
  dev: PciDevice,
  offset: number,
  size: number,
  out: ConfigValue,
): number {
  const { seams } = driver;
  if (!seams.offsetValid(driver, dev, offset, size)) {
    out.value = 0;
    return XEN_PCI_ERR_invalid_offset;
  }
  const { fields } = boundData(dev, 'xen_pcibk_config_read');
  let status = driver.kernel.pci.readConfig(dev, offset, size as AccessSize, out);
  let value = status === 0 ? out.value : widthMask(size);
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (!seams.fieldOverlaps(driver, field, offset, size)) continue;
    status = readField(driver, dev, field, out);
    if (status !== 0) break;
    value = mergeValue(value, out.value, widthMask(field.size), field.offset - offset);
  }
  out.value = seams.narrowReadValue(driver, value, size);
  return toReplyError(status);
}

/**
 * A guest's write of configuration space: every field it touches gets its share (CONF-16), bytes beside them are
 * dropped (CONF-19), and a write that touches none goes to {@link uncoveredWrite}.
 * @param value unsigned; bits above the width are ignored
 * @returns the reply's `err`: that of the last field touched (CONF-18)
 */
export function configWrite(
  driver: Pciback,
  dev: PciDevice,
  offset: number,
  size: number,
  value: number,
): number {
  const { seams } = driver;
  if (!seams.offsetValid(driver, dev, offset, size)) return XEN_PCI_ERR_invalid_offset;
  const { fields } = boundData(dev, 'xen_pcibk_config_write');
  let status = 0;
  let handled = false;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (!seams.fieldOverlaps(driver, field, offset, size)) continue;
    status = readField(driver, dev, field, current);
    if (status !== 0) break;
    const merged = mergeValue(current.value, value, widthMask(size), offset - field.offset);
    status = writeField(driver, dev, field, merged);
    handled = true;
  }
  if (!handled && status === 0) status = seams.uncoveredWrite(driver, dev, offset, size, value);
  return toReplyError(status);
}

/** May this access be made at all: 1, 2 or 4 bytes, naturally aligned; the offset has no bounds (CONF-01, CONF-02). */
export function offsetValid(_driver: Pciback, _dev: PciDevice, offset: number, size: number): boolean {
  return (size === 1 || size === 2 || size === 4) && offset % size === 0;
}

/** The access and the field have a byte in common (CONF-07). */
export function fieldOverlaps(_driver: Pciback, field: ConfigField, offset: number, size: number): boolean {
  return offset < field.offset + field.size && field.offset < offset + size;
}

/** Reply's value of a read of `size` bytes; bytes of a wider field stay in its upper bits (CONF-12). */
export function narrowReadValue(_driver: Pciback, value: number, _size: number): number {
  return value;
}

/**
 * A write that no field covers: raw when permissive (CONF-20), else dropped with success (CONF-21) and one
 * warning per binding (CONF-22).
 */
export function uncoveredWrite(
  driver: Pciback,
  dev: PciDevice,
  offset: number,
  size: number,
  value: number,
): number {
  const data = boundData(dev, 'xen_pcibk_config_write');
  if (isPermissive(driver, data)) {
    return driver.kernel.pci.writeConfig(dev, offset, size as AccessSize, (value & widthMask(size)) >>> 0);
  }
  if (!data.warnedOnWrite) {
    data.warnedOnWrite = true;
    warnDropped(driver, dev, offset, size);
  }
  return 0;
}

/** `err` of a reply for a status of the host or of a field handler (CONF-15). */
export function toReplyError(status: number): number {
  switch (status) {
    case PCIBIOS_DEVICE_NOT_FOUND:
      return XEN_PCI_ERR_dev_not_found;
    case PCIBIOS_BAD_REGISTER_NUMBER:
      return XEN_PCI_ERR_invalid_offset;
    case PCIBIOS_FUNC_NOT_SUPPORTED:
      return XEN_PCI_ERR_not_implemented;
    case PCIBIOS_SET_FAILED:
      return XEN_PCI_ERR_access_denied;
    default:
      return status;
  }
}

/** The whole field, whatever part was asked for (CONF-08). */
function readField(driver: Pciback, dev: PciDevice, field: ConfigField, out: ConfigValue): number {
  const { read } = field;
  if (read !== null) return read(driver, dev, field, out);
  out.value = 0;
  return 0;
}

function writeField(driver: Pciback, dev: PciDevice, field: ConfigField, value: number): number {
  const { write } = field;
  return write === null ? 0 : write(driver, dev, field, (value & widthMask(field.size)) >>> 0);
}

function boundData(dev: PciDevice, site: string): DeviceData {
  const data = deviceData(dev);
  if (data === null) throw new KernelOops('null-dereference', site, `${dev.name} has no device data`);
  return data;
}

function warnDropped(driver: Pciback, dev: PciDevice, offset: number, size: number): void {
  const where = `0x${offset.toString(16)}, ${size} bytes`;
  const text = `${dev.name}: dropped a guest's write to read-only configuration space (${where})`;
  driver.kernel.log.print(LogLevel.Warning, text, dev.ownerDomid);
}
