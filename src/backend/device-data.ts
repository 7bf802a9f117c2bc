import type { IrqHandler, PciDevice, SavedState } from '../host/index.ts';
import type { ConfigField } from './config-space/field.ts';

/** Per-device data of a bound device (`struct xen_pcibk_dev_data`, "devdata"). All flags are 0 at bind. */
export class DeviceData {
  /** Virtual fields in insertion order (CONF-27). */
  readonly fields: ConfigField[] = [];
  permissive = false;
  allowInterruptControl = false;
  warnedOnWrite = false;
  /** The guest has decode enabled, so a shared legacy line wants the helper handler. */
  enableIntx = false;
  isrOn = false;
  ackIntr = false;
  /** Interrupts the helper handler has acknowledged. */
  handled = 0;
  /** Line the helper was installed on; 0 when none. */
  irq = 0;
  readonly irqName: string;
  /** The helper handler, made when it is first wanted: what the host knows the device's handler by. */
  helper: IrqHandler | null = null;
  /** Configuration state as kept at bind time; null when it could not be kept. */
  savedState: SavedState | null = null;

  constructor(deviceName: string) {
    this.irqName = `xen-pciback[${deviceName}]`;
  }
}

/** Driver data of a device bound to pciback; null when there is none. */
export function deviceData(dev: PciDevice): DeviceData | null {
  return dev.driverData as DeviceData | null;
}
