import type { IrqHandler } from '../../irq-core.ts';
import type { PciDevice } from '../device.ts';

/** Handler of an ordinary driver of the host for its own function: claims what that function asserts. */
export class HostDeviceHandler implements IrqHandler {
  readonly dev: PciDevice;
  /** Interrupts it took. */
  handled = 0;

  constructor(dev: PciDevice) {
    this.dev = dev;
  }

  get fn(): number {
    return this.dev.fn.index;
  }

  handleInterrupt(_irq: number): boolean {
    const { fn } = this.dev;
    if (!fn.interruptPending) return false;
    fn.setInterrupt(false);
    this.handled++;
    return true;
  }
}
