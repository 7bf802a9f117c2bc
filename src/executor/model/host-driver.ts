import { ENODEV } from '../../abi/errno.ts';
import type { IrqHandler } from '../../host/irq-core.ts';
import type { PciDevice, PciDriver } from '../../host/pci/device.ts';
import type { PciFunction } from '../../platform/pci/function.ts';
import type { Steps } from '../../platform/scheduler.ts';

/** A driver of the host on a line that a passed-through device shares: it claims only its own interrupts, of which there are none. */
export class HostDriver implements IrqHandler {
  readonly fn = -1;

  handleInterrupt(): boolean {
    return false;
  }
}

/** An ordinary PCI driver of the host: takes the functions it knows and leaves their registers alone (XB-30, STUB-33). */
export class HostPciDriver implements PciDriver {
  readonly name = 'host';
  readonly errorHandlers = null;
  /** Functions it knows, as by an ID table. */
  private readonly known: readonly PciFunction[];

  constructor(known: readonly PciFunction[]) {
    this.known = known;
  }

  // biome-ignore lint/correctness/useYield: a probe may sleep, this one does not
  *probe(dev: PciDevice): Steps<number> {
    return this.known.includes(dev.fn) ? 0 : -ENODEV;
  }

  *remove(_dev: PciDevice): Steps {}
}
