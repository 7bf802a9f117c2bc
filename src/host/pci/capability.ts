import {
  PCI_CAP_LIST_NEXT,
  PCI_CAPABILITY_LIST,
  PCI_HEADER_TYPE_CARDBUS,
  PCI_STATUS,
  PCI_STATUS_CAP_LIST,
} from '../../abi/pci-regs.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead } from './access.ts';
import type { PciDevice } from './device.ts';

/** Entries of a capability list that are looked at. */
export const CAPABILITY_HOPS = 48;
/** Where the rig itself ends a walk that a change has made unbounded. */
const WALK_LIMIT = 4096;
/** Capability pointer of a CardBus bridge. */
const PCI_CB_CAPABILITY_LIST = 0x14;

/**
 * Base of the first capability `id` in the list of `dev`, 0 when there is none (CAP-02). Walks the hardware's list
 * now: STATUS must announce one; pointers are rounded down to 4; a pointer below 0x40 or an ID of 0xFF ends it.
 */
export function findCapability(kernel: Kernel, dev: PciDevice, id: number): number {
  if ((hostRead(kernel, dev, PCI_STATUS, 2) & PCI_STATUS_CAP_LIST) === 0) return 0;
  let link = dev.hdrType === PCI_HEADER_TYPE_CARDBUS ? PCI_CB_CAPABILITY_LIST : PCI_CAPABILITY_LIST;
  for (let hops = 0; kernel.seams.capabilityWalkGoesOn(kernel, dev, hops); hops++) {
    if (hops >= WALK_LIMIT) {
      kernel.emit(Ev.StepLimit, dev.ownerDomid, kernel.currentTask().id, kernel.text('pci_find_capability'));
      return 0;
    }
    const base = hostRead(kernel, dev, link, 1) & 0xfc;
    if (base < 0x40) return 0;
    const found = hostRead(kernel, dev, base, 1);
    if (found === 0xff) return 0;
    if (found === id) return base;
    link = base + PCI_CAP_LIST_NEXT;
  }
  return 0;
}

/** Seam: whether one more entry of a capability list is looked at (CAP-02). */
export function capabilityWalkGoesOn(_kernel: Kernel, _dev: PciDevice, hops: number): boolean {
  return hops < CAPABILITY_HOPS;
}
