import {
  IORESOURCE_DISABLED,
  IORESOURCE_IO,
  IORESOURCE_MEM,
  IORESOURCE_MEM_64,
  IORESOURCE_UNSET,
} from '../../abi/pci-regs.ts';

/** Number of a device's resources: six BARs and the expansion ROM. */
export const PCI_STD_NUM_RESOURCES = 7;
/** Index of the expansion ROM's resource. */
export const PCI_ROM_RESOURCE = 6;

/**
 * One BAR or the expansion ROM as the host knows it (`struct resource`). `start` and `end` are bus addresses, end
 * inclusive; the low nibble of `flags` repeats the low bits of the BAR register (HDR-33, HDR-35). Flags 0: no
 * such BAR, or the upper half of a 64-bit one.
 */
export class Resource {
  start = 0;
  end = 0;
  flags = 0;
  /** The host has reserved the range; enabling needs that (HDR-19). */
  claimed = true;

  get isIo(): boolean {
    return (this.flags & IORESOURCE_IO) !== 0;
  }

  get isMemory(): boolean {
    return (this.flags & IORESOURCE_MEM) !== 0;
  }

  /** 64-bit memory BAR: it takes the next register too. */
  get is64(): boolean {
    return (this.flags & IORESOURCE_MEM_64) !== 0;
  }

  /** The host gave it an address and the function decodes it. */
  get assigned(): boolean {
    return this.flags !== 0 && (this.flags & (IORESOURCE_UNSET | IORESOURCE_DISABLED)) === 0;
  }
}
