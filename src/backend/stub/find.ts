import { PCI_FUNC, PCI_SLOT } from '../../abi/pci-regs.ts';
import type { PciDevice } from '../../host/index.ts';
import type { Pciback, StubDevice } from '../driver.ts';

/** Bound device at a host address, or null. Wildcards (negative numbers) match nothing (SYS-12). */
export function findBySlot(
  driver: Pciback,
  domain: number,
  bus: number,
  slot: number,
  func: number,
): StubDevice | null {
  driver.devicesLock.lock();
  let found: StubDevice | null = null;
  for (const psdev of driver.devices) {
    const { dev } = psdev;
    if (dev.domain !== domain || dev.bus !== bus) continue;
    if (PCI_SLOT(dev.devfn) !== slot || PCI_FUNC(dev.devfn) !== func) continue;
    found = psdev;
    break;
  }
  driver.devicesLock.unlock();
  return found;
}

/** Record of `dev` among the bound devices, or null. */
export function findByDevice(driver: Pciback, dev: PciDevice): StubDevice | null {
  driver.devicesLock.lock();
  let found: StubDevice | null = null;
  for (const psdev of driver.devices) {
    if (psdev.dev !== dev) continue;
    found = psdev;
    break;
  }
  driver.devicesLock.unlock();
  return found;
}
