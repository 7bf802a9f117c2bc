import { Ev } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import type { PciDevice } from './device.ts';

/** Begins a service of the PCI core: config writes up to its end are the host's own. Services do not nest. */
export function enterService(kernel: Kernel, dev: PciDevice, call: number, argument = 0): void {
  kernel.emit(Ev.HostEnter, dev.fn.index, call, argument);
}

/** Ends it and hands its result through. */
export function exitService(kernel: Kernel, dev: PciDevice, call: number, result = 0): number {
  kernel.emit(Ev.HostExit, dev.fn.index, call, result);
  return result;
}
