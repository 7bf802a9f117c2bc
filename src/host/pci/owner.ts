import { ENODEV } from '../../abi/errno.ts';
import { Ev } from '../../platform/recorder.ts';
import { DOM0 } from '../../platform/world.ts';
import type { Kernel } from '../kernel.ts';
import type { PciDevice } from './device.ts';

/** Registers the domain that owns `dev`; refused when one is registered (XB-35). @returns whether it was registered */
export function registerOwner(kernel: Kernel, dev: PciDevice, domid: number): boolean {
  if (dev.ownerDomid >= 0) return false;
  dev.ownerDomid = domid;
  kernel.emit(Ev.Owner, dev.fn.index, domid);
  return true;
}

/** Forgets the owner: -ENODEV when there is none (XB-35). */
export function unregisterOwner(kernel: Kernel, dev: PciDevice): number {
  if (dev.ownerDomid < 0) return -ENODEV;
  dev.ownerDomid = -1;
  kernel.emit(Ev.Owner, dev.fn.index, -1);
  return 0;
}

/** Registered owner, or -ENODEV (XB-35). */
export function findOwner(dev: PciDevice): number {
  return dev.ownerDomid < 0 ? -ENODEV : dev.ownerDomid;
}

/** Domain for which pirqs of `dev` are mapped: its owner, else the backend's own (OPS-22). */
export function pirqDomain(dev: PciDevice): number {
  return Math.max(dev.ownerDomid, DOM0);
}
