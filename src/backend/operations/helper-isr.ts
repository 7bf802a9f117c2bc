import { PCI_HEADER_TYPE_NORMAL } from '../../abi/pci-regs.ts';
import { XEN_PCI_ERR_success } from '../../abi/pciif.ts';
import type { PciDevice } from '../../host/index.ts';
import { type DeviceData, deviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';
import { helperHandler } from './helper-handler.ts';

/**
 * Brings the helper handler of a shared legacy line in line with what the guest wants (`enableIntx`): it is there
 * to acknowledge interrupts that the host would otherwise see nobody claim (ISR-01..09).
 * @param reset the device is being taken from its guest: the guest wants nothing any more (ISR-02)
 */
export function controlIsr(driver: Pciback, dev: PciDevice, reset: boolean): void {
  const data = deviceData(dev);
  if (data === null || dev.hdrType !== PCI_HEADER_TYPE_NORMAL) return;
  if (reset) {
    data.enableIntx = false;
    data.ackIntr = false;
  }
  const { seams } = driver;
  const wanted = data.enableIntx;
  if (!wanted && !seams.helperInstalled(driver, data)) return;
  if (wanted) data.irq = dev.irq;
  if (!seams.helperIrqUsable(driver, data.irq)) return;
  if (!wanted) seams.removeHelper(driver, dev, data);
  else if (!seams.mayInstallHelper(driver, dev) || !seams.installHelper(driver, dev, data)) return;
  data.isrOn = wanted;
  data.ackIntr = wanted;
}

/** Seam: is the handler on its line (ISR-03)? */
export function helperInstalled(_driver: Pciback, data: DeviceData): boolean {
  return data.isrOn;
}

/** Seam: is there a line to put the handler on (ISR-05)? Virtual functions have none. */
export function helperIrqUsable(_driver: Pciback, irq: number): boolean {
  return irq !== 0;
}

/** Seam: may the handler be installed in the present interrupt mode? Never while the number is an MSI's (ISR-06). */
export function mayInstallHelper(_driver: Pciback, dev: PciDevice): boolean {
  return !dev.messageSignalled;
}

/** Seam: puts the handler on the line `data.irq`; false, with a line in the log, when the host refuses (ISR-07). */
export function installHelper(driver: Pciback, dev: PciDevice, data: DeviceData): boolean {
  const status = driver.kernel.irqs.request(data.irq, helperHandler(driver, dev, data), data.irqName, true);
  if (status === 0) return true;
  const text = `${dev.name}: error installing the handler for IRQ ${data.irq}: err ${status}`;
  driver.seams.logHelperFailure(driver, 'xen_pcibk_control_isr', text, dev.ownerDomid);
  return false;
}

/** Seam: takes the handler off the line `data.irq` (ISR-08). */
export function removeHelper(driver: Pciback, dev: PciDevice, data: DeviceData): void {
  driver.kernel.irqs.release(data.irq, helperHandler(driver, dev, data));
  data.irq = 0;
}

/**
 * Seam: after a request, the helper follows a change of `enableIntx`, but only if the request succeeded (EVT-16).
 * @param err `op.err` of the request
 * @param changed the request changed `enableIntx`
 */
export function controlSync(driver: Pciback, dev: PciDevice, err: number, changed: boolean): void {
  if (err === XEN_PCI_ERR_success && changed) controlIsr(driver, dev, false);
}
