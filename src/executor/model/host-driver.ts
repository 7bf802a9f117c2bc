import type { IrqHandler } from '../../host/irq-core.ts';

/** A driver of the host on a line that a passed-through device shares: it claims only its own interrupts, of which there are none. */
export class HostDriver implements IrqHandler {
  readonly fn = -1;

  handleInterrupt(): boolean {
    return false;
  }
}
