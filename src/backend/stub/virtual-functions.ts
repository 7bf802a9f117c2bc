import type { BusNotifier, PciDevice, Steps } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';

/** Unbinds virtual functions from pciback when their physical function's driver goes (STUB-33). */
export class VirtualFunctionNotifier implements BusNotifier {
  private readonly driver: Pciback;

  constructor(driver: Pciback) {
    this.driver = driver;
  }

  /** Only functions that no guest uses are unbound. */
  *unbindDriver(dev: PciDevice): Steps {
    const { devices, kernel } = this.driver;
    if (dev.isVirtfn) return;
    for (const psdev of devices.slice()) {
      if (psdev.dev.physfn !== dev || psdev.pdev !== null || !devices.includes(psdev)) continue;
      yield* kernel.pci.unbind(psdev.dev);
    }
  }
}
