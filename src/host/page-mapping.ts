import {
  OP_BUS,
  OP_BYTES,
  OP_CMD,
  OP_DEVFN,
  OP_DOMAIN,
  OP_MSIX_ENTRIES,
  OP_OFFSET,
  OP_SIZE,
  OP_VALUE,
  SH_FLAGS,
  SH_OP,
} from '../abi/pciif.ts';
import { KernelOops } from '../platform/oops.ts';
import { PointKind, passPoint } from '../platform/points.ts';
import { Ev, siteNames } from '../platform/recorder.ts';
import type { GuestPage } from '../platform/shared-page.ts';
import type { Kernel } from './kernel.ts';

/**
 * The host's mapping of a granted page: the only way the backend reaches guest memory. Every load and store is
 * announced as a point before it happens and recorded after it. `site` numbers come from `Site`.
 */
export class PageMapping {
  /** Granting domain. */
  readonly domid: number;
  mapped = true;
  private readonly page: GuestPage;
  private readonly kernel: Kernel;

  constructor(kernel: Kernel, page: GuestPage) {
    this.kernel = kernel;
    this.page = page;
    this.domid = page.domid;
  }

  /** The page's bytes now, for onlookers: no access of the host, so nothing is reported. */
  copyBytes(): Uint8Array {
    return this.page.bytes.slice();
  }

  /** Loads one aligned 32-bit word (unsigned). @throws KernelOops when the page is no longer mapped */
  fetch32(offset: number, site: number): number {
    this.before(PointKind.Fetch, offset, site);
    const value = this.page.read32(offset);
    this.kernel.emit(Ev.Fetch, this.domid, offset, 4, value, site);
    return value;
  }

  /** Loads one 16-bit half word. */
  fetch16(offset: number, site: number): number {
    this.before(PointKind.Fetch, offset, site);
    const value = this.page.read16(offset);
    this.kernel.emit(Ev.Fetch, this.domid, offset, 2, value, site);
    return value;
  }

  store32(offset: number, value: number, site: number): void {
    this.before(PointKind.Store, offset, site);
    this.page.write32(offset, value);
    this.kernel.emit(Ev.Store, this.domid, offset, 4, value >>> 0, site);
  }

  store16(offset: number, value: number, site: number): void {
    this.before(PointKind.Store, offset, site);
    this.page.write16(offset, value);
    this.kernel.emit(Ev.Store, this.domid, offset, 2, value & 0xffff, site);
  }

  /** Tests a bit of `sh.flags`. */
  testFlag(bit: number, site: number): boolean {
    this.before(PointKind.Fetch, SH_FLAGS, site);
    const flags = this.page.read32(SH_FLAGS);
    this.kernel.emit(Ev.FlagBit, this.domid, bit, 0, flags, site);
    return (flags & (1 << bit)) !== 0;
  }

  /** Sets a bit of `sh.flags` in one atomic access (ABI-05). */
  setFlag(bit: number, site: number): void {
    this.before(PointKind.Store, SH_FLAGS, site);
    const flags = this.page.read32(SH_FLAGS);
    this.page.write32(SH_FLAGS, flags | (1 << bit));
    this.kernel.emit(Ev.FlagBit, this.domid, bit, 1, flags, site);
  }

  /** Clears a bit of `sh.flags` in one atomic access (ABI-05). */
  clearFlag(bit: number, site: number): void {
    this.before(PointKind.Store, SH_FLAGS, site);
    const flags = this.page.read32(SH_FLAGS);
    this.page.write32(SH_FLAGS, flags & ~(1 << bit));
    this.kernel.emit(Ev.FlagBit, this.domid, bit, 2, flags, site);
  }

  /**
   * Copies the whole request slot into `target` (548 bytes), each word once and in ascending order. Taken in one
   * piece unless a point inside it is in use or the recorder wants every word.
   */
  copyRequest(target: Uint8Array, site: number): void {
    const { ports } = this.kernel.world;
    if ((ports.points.armed & (1 << PointKind.Fetch)) === 0 && !ports.recorder.wordByWord) {
      this.check(site);
      target.set(this.page.slot);
      this.kernel.emit(Ev.Fetch, this.domid, SH_OP, OP_BYTES, 0, site);
      this.reportCopy(target);
      return;
    }
    for (let offset = 0; offset < OP_BYTES; offset += 4) {
      this.before(PointKind.Fetch, SH_OP + offset, site);
      for (let byte = 0; byte < 4; byte++)
        target[offset + byte] = this.page.bytes[SH_OP + offset + byte] as number;
      this.kernel.emit(Ev.Fetch, this.domid, SH_OP + offset, 4, word(target, offset), site);
    }
    this.reportCopy(target);
  }

  private reportCopy(copy: Uint8Array): void {
    const { kernel, domid } = this;
    kernel.emit(
      Ev.RequestAddress,
      domid,
      word(copy, OP_CMD),
      word(copy, OP_DOMAIN),
      word(copy, OP_BUS),
      word(copy, OP_DEVFN),
    );
    kernel.emit(
      Ev.RequestAccess,
      domid,
      word(copy, OP_OFFSET) | 0,
      word(copy, OP_SIZE) | 0,
      word(copy, OP_VALUE),
      word(copy, OP_MSIX_ENTRIES),
    );
  }

  private before(kind: PointKind, offset: number, site: number): void {
    const { points } = this.kernel.world.ports;
    passPoint(points, kind, offset >> 2);
    this.check(site);
  }

  private check(site: number): void {
    if (!this.mapped) {
      throw new KernelOops(
        'unmapped-page',
        siteNames[site] ?? 'none',
        'access to the shared page after it was unmapped',
      );
    }
  }
}

/** Little-endian word of a request copy (unsigned). */
function word(copy: Uint8Array, at: number): number {
  return (
    ((copy[at] as number) |
      ((copy[at + 1] as number) << 8) |
      ((copy[at + 2] as number) << 16) |
      ((copy[at + 3] as number) << 24)) >>>
    0
  );
}
