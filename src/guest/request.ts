import {
  MSIX_ENTRY_BYTES,
  MSIX_ENTRY_ENTRY,
  MSIX_ENTRY_VECTOR,
  OP_BUS,
  OP_CMD,
  OP_DEVFN,
  OP_DOMAIN,
  OP_ERR,
  OP_INFO,
  OP_MSIX_ENTRIES,
  OP_OFFSET,
  OP_SIZE,
  OP_VALUE,
  SH_OP,
  XEN_PCI_OP_enable_msix,
} from '../abi/pciif.ts';
import type { GuestPage } from '../platform/shared-page.ts';

/** Vector a Linux frontend sends in each MSI-X entry (FE-14). */
export const VECTOR_UNSET = 0xffff;

/** A request as a frontend fills it; fields left out are zero (FE-06). */
export interface RequestFields {
  readonly cmd: number;
  readonly domain?: number | undefined;
  readonly bus?: number | undefined;
  readonly devfn?: number | undefined;
  readonly offset?: number | undefined;
  readonly size?: number | undefined;
  readonly value?: number | undefined;
  readonly info?: number | undefined;
  /** `[table index, vector]`; absent for enable_msix: indices 0, 1, ... with {@link VECTOR_UNSET} (FE-14). */
  readonly entries?: readonly (readonly [number, number])[] | undefined;
}

/** Writes the whole request slot, unused fields zero. */
export function writeRequest(page: GuestPage, request: RequestFields): void {
  page.slot.fill(0);
  page.write32(SH_OP + OP_CMD, request.cmd);
  page.write32(SH_OP + OP_DOMAIN, request.domain ?? 0);
  page.write32(SH_OP + OP_BUS, request.bus ?? 0);
  page.write32(SH_OP + OP_DEVFN, request.devfn ?? 0);
  page.write32(SH_OP + OP_OFFSET, request.offset ?? 0);
  page.write32(SH_OP + OP_SIZE, request.size ?? 0);
  page.write32(SH_OP + OP_VALUE, request.value ?? 0);
  page.write32(SH_OP + OP_INFO, request.info ?? 0);
  if (request.entries !== undefined) {
    const count = Math.min(request.entries.length, 128);
    for (let i = 0; i < count; i++) {
      const [entry, vector] = request.entries[i] as readonly [number, number];
      writeEntry(page, i, entry, vector);
    }
  } else if (request.cmd === XEN_PCI_OP_enable_msix) {
    const count = Math.min((request.value ?? 0) >>> 0, 128);
    for (let i = 0; i < count; i++) writeEntry(page, i, i, VECTOR_UNSET);
  }
}

function writeEntry(page: GuestPage, index: number, entry: number, vector: number): void {
  const at = SH_OP + OP_MSIX_ENTRIES + index * MSIX_ENTRY_BYTES;
  page.write16(at + MSIX_ENTRY_VECTOR, vector);
  page.write16(at + MSIX_ENTRY_ENTRY, entry);
}

/** What a frontend finds in the slot after completion. */
export interface Reply {
  /** Raw `op.err`, signed. */
  readonly err: number;
  /** `op.value`, unsigned. */
  readonly value: number;
}

/** @param slot the whole slot, as it was copied back */
export function readReply(slot: DataView): Reply {
  return { err: slot.getInt32(OP_ERR, true), value: slot.getUint32(OP_VALUE, true) };
}

/** Vector of MSI-X entry `index` of a slot. */
export function readVector(slot: DataView, index: number): number {
  return slot.getUint16(OP_MSIX_ENTRIES + index * MSIX_ENTRY_BYTES + MSIX_ENTRY_VECTOR, true);
}
