import { EALREADY, ENXIO } from '../../abi/errno.ts';
import { XEN_PCI_ERR_op_failed, XEN_PCI_ERR_success } from '../../abi/pciif.ts';
import type { PciDevice } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { deviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';
import type { Request } from './request.ts';

/**
 * Seam: may MSI be enabled now (OPS-04)?
 * @returns 0, or a negative errno that goes to the log only
 */
export function mayEnableMsi(_driver: Pciback, dev: PciDevice): number {
  if (dev.msiEnabled) return -EALREADY;
  if (dev.msixEnabled) return -ENXIO;
  return 0;
}

/**
 * `enable_msi`: exactly one vector; `value` becomes its pirq and the helper handler stops acknowledging
 * (OPS-04..06). Every failure looks the same to the guest.
 */
export function enableMsi(connection: Connection, dev: PciDevice, request: Request): number {
  const { driver } = connection;
  const { kernel, seams } = driver;
  let status = seams.mayEnableMsi(driver, dev);
  if (status === 0) status = kernel.pci.enableMsi(dev);
  if (status !== 0) {
    seams.logMsiFailure(
      driver,
      'xen_pcibk_enable_msi',
      `${dev.name}: error enabling MSI for guest ${connection.domid}: err ${status}`,
      connection.domid,
    );
    request.value = 0;
    return XEN_PCI_ERR_op_failed;
  }
  request.value = currentPirq(driver, dev);
  const data = deviceData(dev);
  if (data !== null) data.ackIntr = false;
  return XEN_PCI_ERR_success;
}

/** `disable_msi`: no error when it was not on; `value` becomes the pirq of the legacy interrupt (OPS-08, OPS-10). */
export function disableMsi(connection: Connection, dev: PciDevice, request: Request): number {
  const { driver } = connection;
  if (driver.seams.disableActs(driver, dev.msiEnabled)) {
    driver.kernel.pci.disableMsi(dev);
    afterDisable(driver, dev);
  }
  request.value = currentPirq(driver, dev);
  return XEN_PCI_ERR_success;
}

/** Seam: does a disable do anything, given whether that interrupt type is on (OPS-08, OPS-09)? */
export function disableActs(_driver: Pciback, enabled: boolean): boolean {
  return enabled;
}

/** Common end of a disable that acted: the helper handler acknowledges again, if it is there (OPS-10). */
export function afterDisable(driver: Pciback, dev: PciDevice): void {
  const data = deviceData(dev);
  if (data !== null) data.ackIntr = true;
  driver.seams.helperAfterMsiOff(driver, dev);
}

/** Seam: after MSI or MSI-X went off nothing looks at whether the helper handler is wanted by now (OPS-24, ISR-13). */
export function helperAfterMsiOff(_driver: Pciback, _dev: PciDevice): void {}

/** pirq of the device's present interrupt, legacy or MSI; 0 when it has none (OPS-05, OPS-08). */
export function currentPirq(driver: Pciback, dev: PciDevice): number {
  return driver.kernel.irqs.pirqOf(dev.irq);
}
