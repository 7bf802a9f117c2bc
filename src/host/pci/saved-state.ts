/** Words of a saved header: 0x00-0x3F. */
export const SAVED_HEADER_DWORDS = 16;
/** Control words of the PCI Express capability that are saved, in the order of {@link SavedState.express}. */
export const SAVED_EXPRESS_WORDS = 7;
/** Bytes one kept copy of a saved state takes, for the memory account. */
export const SAVED_STATE_BYTES = 88;

/**
 * "Saved config state" of a function: header 0x00-0x3F, the control words of the PCI Express capability (device,
 * link, slot, root, device 2, link 2, slot 2) and the PCI-X command word. MSI and MSI-X are not in it: they come
 * back from the host's own flags and vectors (STUB-27). Power state, VPD and everything else is not saved
 * (STUB-26).
 */
export class SavedState {
  readonly header = new Uint32Array(SAVED_HEADER_DWORDS);
  /** One word per saved control word; meaningful where the matching bit of `expressPresent` is set. */
  readonly express = new Uint16Array(SAVED_EXPRESS_WORDS);
  expressPresent = 0;
  pcix = 0;
  pcixPresent = false;
  /** A kept copy that was given back to the allocator. */
  freed = false;

  copyFrom(other: SavedState): void {
    this.header.set(other.header);
    this.express.set(other.express);
    this.expressPresent = other.expressPresent;
    this.pcix = other.pcix;
    this.pcixPresent = other.pcixPresent;
  }
}
