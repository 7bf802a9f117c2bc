import { type IrqHandler, KernelOops, LogLevel, type PciDevice } from '../../host/index.ts';
import { type DeviceData, deviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';

/** Every so many handled interrupts the handler asks whether it is needed (ISR-11). */
export const SHARE_TEST_INTERVAL = 1000;

/** The helper ("fake") handler of one device on its shared legacy line. */
export class HelperHandler implements IrqHandler {
  /** Function it serves. */
  readonly fn: number;
  private readonly driver: Pciback;
  private readonly dev: PciDevice;

  constructor(driver: Pciback, dev: PciDevice) {
    this.fn = dev.fn.index;
    this.driver = driver;
    this.dev = dev;
  }

  /**
   * Claims the interrupt while it is on and acknowledging (ISR-10). Stops acknowledging once the line turns out
   * not to be shared (ISR-11). The count is never reset while bound (ISR-12).
   * @returns true when the interrupt is claimed
   */
  handleInterrupt(irq: number): boolean {
    const data = deviceData(this.dev);
    if (data === null) {
      throw new KernelOops(
        'null-dereference',
        'xen_pcibk_guest_interrupt',
        'handler left behind on its line',
      );
    }
    if (!data.isrOn || !data.ackIntr) return false;
    data.handled++;
    if (data.handled % SHARE_TEST_INTERVAL === 0 && this.driver.seams.helperYields(this.driver, irq)) {
      this.stopAcknowledging(data);
    }
    return true;
  }

  /** Any interrupt may be the one: the line is put down to no domain. */
  private stopAcknowledging(data: DeviceData): void {
    const text = `pciback ${this.dev.name}: no other domain shares the line, its helper stops`;
    this.driver.kernel.log.print(LogLevel.Info, text);
    data.ackIntr = false;
  }
}

/** Seam: is the helper no longer needed on `irq`, because no other domain shares the line (ISR-11)? */
export function helperYields(driver: Pciback, irq: number): boolean {
  return driver.kernel.irqs.testShared(irq) === 0;
}

/** The handler of a bound device; always the same one. */
export function helperHandler(driver: Pciback, dev: PciDevice, data: DeviceData): IrqHandler {
  data.helper ??= new HelperHandler(driver, dev);
  return data.helper;
}
