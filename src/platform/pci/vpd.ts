import { PCI_VPD_ADDR, PCI_VPD_ADDR_F, PCI_VPD_DATA } from '../../abi/pci-regs.ts';

const BYTES = 256;
const TAG_IDENTIFIER = 0x82;
const TAG_READ_ONLY = 0x90;
const TAG_END = 0x78;

/** Vital Product Data behind the VPD capability: 256 bytes, an identifier string, an empty VPD-R with its checksum. */
export class VpdStorage {
  readonly bytes = new Uint8Array(BYTES);

  /** @param identifier product name; only its first characters are kept */
  constructor(identifier: string) {
    const { bytes } = this;
    const text = (identifier === '' ? 'PCI function' : identifier).slice(0, 64);
    let at = 0;
    const put = (...values: number[]): void => {
      for (const value of values) bytes[at++] = value;
    };
    put(TAG_IDENTIFIER, text.length, 0);
    for (let i = 0; i < text.length; i++) put(text.charCodeAt(i) & 0x7f);
    put(TAG_READ_ONLY, 4, 0, 0x52, 0x56, 1); // keyword RV: one byte, which makes the sum of all so far zero
    let sum = 0;
    for (let i = 0; i < at; i++) sum += bytes[i];
    put(-sum & 0xff, TAG_END);
  }
}

/**
 * The handshake of the F bit, done at once: F written as 0 reads four bytes into the data register and sets F;
 * F written as 1 stores the data register and clears F. Addresses beyond the storage read 0 and ignore writes.
 */
export function completeVpdTransfer(config: Uint8Array, vpd: number, storage: VpdStorage): void {
  const at = vpd + PCI_VPD_ADDR;
  const data = vpd + PCI_VPD_DATA;
  const word = config[at] | (config[at + 1] << 8);
  const address = word & ~PCI_VPD_ADDR_F & ~3;
  const inside = address < BYTES;
  if ((word & PCI_VPD_ADDR_F) === 0) {
    for (let i = 0; i < 4; i++) config[data + i] = inside ? storage.bytes[address + i] : 0;
    config[at + 1] |= PCI_VPD_ADDR_F >> 8;
  } else {
    if (inside) for (let i = 0; i < 4; i++) storage.bytes[address + i] = config[data + i];
    config[at + 1] &= ~(PCI_VPD_ADDR_F >> 8);
  }
}
