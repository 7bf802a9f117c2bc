import type { PciDevice } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import type { StubDevice } from '../driver.ts';

/** Bytes the driver allocates for one seized device's record. */
export const STUB_DEVICE_BYTES = 48;
/** Bytes it allocates for the device data. */
export const DEVICE_DATA_BYTES = 74;
/** Bytes of one entry of the match list. */
export const DEVICE_ID_BYTES = 32;

/** The record of a seized device. It is made with one reference, the one the binding itself holds. */
export class PcistubDevice implements StubDevice {
  readonly dev: PciDevice;
  pdev: Connection | null = null;
  references = 1;
  /** Kept from guests until it is bound again. Not used by the core: `hold-after-failed-reset` notes it here. */
  withheld = false;

  constructor(dev: PciDevice) {
    this.dev = dev;
  }
}
