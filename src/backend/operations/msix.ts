import { EALREADY, EINVAL, ENOMEM, ENXIO } from '../../abi/errno.ts';
import { PCI_COMMAND, PCI_COMMAND_MEMORY } from '../../abi/pci-regs.ts';
import { SH_INFO_MAX_VEC, XEN_PCI_ERR_success } from '../../abi/pciif.ts';
import { ConfigValue, type PciDevice } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { type DeviceData, deviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';
import { afterDisable, currentPirq } from './msi.ts';
import { allocMsixTable, type MsixTable } from './msix-table.ts';
import type { Request } from './request.ts';

/** Seam: the number of vectors asked for. Asked at the check, at the allocation and in both loops (OPS-11, 14, 15, 17). */
export function msixCount(_connection: Connection, request: Request): number {
  return request.value;
}

/** Seam: is this number of vectors acceptable (OPS-11, ABI-12)? Zero is left to the host (OPS-19). */
export function msixCountAllowed(_driver: Pciback, count: number): boolean {
  return count <= SH_INFO_MAX_VEC;
}

/**
 * Seam: may MSI-X be enabled in the present interrupt mode (OPS-12, OPS-13)?
 * @returns 0 or a negative errno, which the guest sees
 */
export function mayEnableMsix(_driver: Pciback, dev: PciDevice): number {
  if (dev.msixEnabled) return -EALREADY;
  if (dev.msiEnabled) return -ENXIO;
  return 0;
}

/**
 * Seam: does the hardware decode memory, so that the vector table can be reached? For a virtual function its
 * physical function decides (OPS-13). A failed read gives all-ones, that is yes.
 */
export function msixDecodeOn(driver: Pciback, dev: PciDevice): boolean {
  const command = new ConfigValue();
  driver.kernel.pci.readConfig(dev.physfn ?? dev, PCI_COMMAND, 2, command);
  return (command.value & PCI_COMMAND_MEMORY) !== 0;
}

/**
 * Seam: what the host's answer to an MSI-X enable means for the reply (OPS-16).
 * @param result 0 or a negative errno
 * @returns `op.err`
 */
export function mapMsixResult(_driver: Pciback, _dev: PciDevice, request: Request, result: number): number {
  request.value = result >>> 0;
  return result;
}

/** Seam: the helper handler stops acknowledging after the host call, whether it succeeded or not (OPS-18). */
export function ackAfterMsix(_driver: Pciback, data: DeviceData, _result: number): void {
  data.ackIntr = false;
}

/** Seam: gives the entry table back after the host call. */
export function freeMsixTable(driver: Pciback, table: MsixTable, _result: number): void {
  driver.kernel.free(table.bytes);
}

/**
 * `enable_msix` with `value` entries, all or nothing (OPS-11..19). Refusals before the host call echo the value;
 * after it, err and value are the host's result. On success the entries' vectors are pirqs (OPS-17).
 */
export function enableMsix(connection: Connection, dev: PciDevice, request: Request): number {
  const { driver } = connection;
  const { seams } = driver;
  if (!seams.msixCountAllowed(driver, seams.msixCount(connection, request))) return -EINVAL;
  const refused = seams.mayEnableMsix(driver, dev);
  if (refused === -EALREADY) return refused;
  // The command register is read in either case (OPS-13).
  const decodes = seams.msixDecodeOn(driver, dev);
  if (refused !== 0) return refused;
  if (!decodes) return -ENXIO;
  const table = allocMsixTable(driver.kernel, seams.msixCount(connection, request));
  if (table === null) return -ENOMEM;
  for (let i = 0; i < seams.msixCount(connection, request); i++) {
    table.set(i, request.entry(i), request.vector(i));
  }
  const count = seams.msixCount(connection, request);
  const result = driver.kernel.pci.enableMsix(dev, table.first(count), count);
  if (result === 0) returnPirqs(connection, request, table);
  else logMsixFailure(connection, dev, result);
  seams.freeMsixTable(driver, table, result);
  const err = seams.mapMsixResult(driver, dev, request, result);
  const data = deviceData(dev);
  if (data !== null) seams.ackAfterMsix(driver, data, result);
  return err;
}

/** Gives the guest the pirq of each vector that the host allocated; an entry without one keeps its vector (OPS-17). */
function returnPirqs(connection: Connection, request: Request, table: MsixTable): void {
  const { irqs } = connection.driver.kernel;
  for (let i = 0; i < connection.driver.seams.msixCount(connection, request); i++) {
    const irq = table.get(i).vector;
    if (irq !== 0) request.setVector(i, irqs.pirqOf(irq));
  }
}

function logMsixFailure({ driver, domid }: Connection, dev: PciDevice, result: number): void {
  const text = `${dev.name}: error enabling MSI-X for guest ${domid}: err ${result}`;
  driver.seams.logMsiFailure(driver, 'xen_pcibk_enable_msix', text, domid);
}

/** `disable_msix`: as `disable_msi`, for MSI-X (OPS-09). */
export function disableMsix(connection: Connection, dev: PciDevice, request: Request): number {
  const { driver } = connection;
  if (driver.seams.disableActs(driver, dev.msixEnabled)) {
    driver.kernel.pci.disableMsix(dev);
    afterDisable(driver, dev);
  }
  request.value = currentPirq(driver, dev);
  return XEN_PCI_ERR_success;
}
