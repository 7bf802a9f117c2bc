import type { Steps } from '../../platform/scheduler.ts';
import type { PciDevice } from './device.ts';

/** `struct pci_error_handlers`: what AER recovery calls; results are `PCI_ERS_RESULT_*`. */
export interface PciErrorHandlers {
  /** @param state `pci_channel_io_*` */
  errorDetected(dev: PciDevice, state: number): Steps<number>;
  mmioEnabled(dev: PciDevice): Steps<number>;
  slotReset(dev: PciDevice): Steps<number>;
  resume(dev: PciDevice): Steps;
}

/** A PCI driver (`struct pci_driver`). Its callbacks run with the device's own lock held. */
export interface PciDriver {
  readonly name: string;
  /** @returns 0 when it took the device, a negative errno when not; a positive value counts as 0 (CONF-30) */
  probe(dev: PciDevice): Steps<number>;
  remove(dev: PciDevice): Steps;
  readonly errorHandlers: PciErrorHandlers | null;
}

/** Told before a driver is unbound from any device (`BUS_NOTIFY_UNBIND_DRIVER`; STUB-33). */
export interface BusNotifier {
  unbindDriver(dev: PciDevice): Steps;
}
