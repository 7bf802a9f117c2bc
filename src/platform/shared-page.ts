import { OP_BYTES, PAGE_SIZE, SH_OP } from '../abi/pciif.ts';

/** Raw memory of one page of a guest. Guests access it freely; the host only through a mapping (`src/host/page-mapping.ts`). */
export class GuestPage {
  readonly domid: number;
  readonly bytes = new Uint8Array(PAGE_SIZE);
  readonly view = new DataView(this.bytes.buffer);
  /** The request slot of it, should it be a shared page of the protocol. */
  readonly slot = this.bytes.subarray(SH_OP, SH_OP + OP_BYTES);

  constructor(domid: number) {
    this.domid = domid;
  }

  read32(offset: number): number {
    return this.view.getUint32(offset, true);
  }

  write32(offset: number, value: number): void {
    this.view.setUint32(offset, value, true);
  }

  read16(offset: number): number {
    return this.view.getUint16(offset, true);
  }

  write16(offset: number, value: number): void {
    this.view.setUint16(offset, value, true);
  }
}
