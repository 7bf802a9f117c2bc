import { ENOMEM } from '../../abi/errno.ts';
import type { PciDevice, PciDriver, Steps } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import { errorDetected, errorResume, mmioEnabled, slotReset } from './aer.ts';
import type { DriverAttribute } from './attributes/attribute.ts';
import { driverAttributes } from './attributes/table.ts';
import { PCIBACK_DRIVER_NAME } from './match.ts';
import { removeStubDevice } from './remove.ts';
import { probeStubDevice } from './seize.ts';

const ATTRIBUTE_BYTES = 16;

/** The stub as the PCI core sees it (`xen_pcibk_pci_driver`). Its ID table fits any device; probe decides (STUB-08). */
export class StubDriver implements PciDriver {
  readonly name = PCIBACK_DRIVER_NAME;
  readonly errorHandlers: NonNullable<PciDriver['errorHandlers']>;
  readonly driver: Pciback;
  /** Files there are now in the driver's sysfs directory. */
  readonly attributes: DriverAttribute[] = [];

  constructor(driver: Pciback) {
    this.driver = driver;
    this.errorHandlers = Object.freeze({
      errorDetected: (dev: PciDevice, state: number) => errorDetected(driver, dev, state),
      mmioEnabled: (dev: PciDevice) => mmioEnabled(driver, dev),
      slotReset: (dev: PciDevice) => slotReset(driver, dev),
      resume: (dev: PciDevice) => errorResume(driver, dev),
    });
  }

  // biome-ignore lint/correctness/useYield: a probe may sleep, this one does not
  *probe(dev: PciDevice): Steps<number> {
    return probeStubDevice(this.driver, dev);
  }

  remove(dev: PciDevice): Steps {
    return removeStubDevice(this.driver, dev);
  }

  /** Creates all attributes or none (SYS-14). @returns 0 or -ENOMEM */
  createAttributes(): number {
    for (const attribute of driverAttributes) {
      if (!this.driver.kernel.alloc(ATTRIBUTE_BYTES)) {
        this.removeAttributes();
        return -ENOMEM;
      }
      this.attributes.push(attribute);
    }
    return 0;
  }

  removeAttributes(): void {
    this.driver.kernel.free(this.attributes.length * ATTRIBUTE_BYTES);
    this.attributes.length = 0;
  }
}
