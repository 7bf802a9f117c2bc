import { configRead, configWrite } from '../../backend/config-space/access.ts';
import { deviceData } from '../../backend/device-data.ts';
import { allOnes } from '../../host/pci/access.ts';
import { ConfigValue, type PciDevice } from '../../host/pci/device.ts';
import { KernelOops } from '../../platform/oops.ts';
import type { PciFunction } from '../../platform/pci/function.ts';
import type { Testbed } from './testbed.ts';

/**
 * Configuration space of a bound device as its guest reaches it: the backend's access engine without the request
 * page in between. For asking what a guest may do, thousands of times in a row.
 */
export class GuestAccess {
  readonly fn: PciFunction;
  private readonly bed: Testbed;
  private readonly dev: PciDevice;
  private readonly out = new ConfigValue();

  private constructor(bed: Testbed, dev: PciDevice) {
    this.bed = bed;
    this.dev = dev;
    this.fn = dev.fn;
  }

  /** Access to a device of the set-up; null when the driver did not take it (STUB-05, HDR-32). */
  static of(bed: Testbed, device: number): GuestAccess | null {
    const dev = bed.device(device);
    return dev === undefined || deviceData(dev) === null ? null : new GuestAccess(bed, dev);
  }

  /** What the guest reads in `size` (1, 2, 4) bytes at `offset`; all-ones when the read fails. */
  read(offset: number, size: number): number {
    const ones = allOnes(size);
    const err = configRead(this.bed.driver, this.dev, offset, size, this.out);
    return err === 0 ? (this.out.value & ones) >>> 0 : ones;
  }

  /** The guest's write; the reply's `err`, or null when the host crashes on it. */
  write(offset: number, size: number, value: number): number | null {
    try {
      return configWrite(this.bed.driver, this.dev, offset, size, value);
    } catch (error) {
      if (error instanceof KernelOops) return null;
      throw error;
    }
  }
}
