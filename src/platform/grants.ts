import { GNTST_bad_domain, GNTST_bad_gntref, GNTST_general_error, GNTST_okay } from '../abi/grant.ts';
import type { Faults } from './faults.ts';
import { Ev } from './recorder.ts';
import type { GuestPage } from './shared-page.ts';
import type { Ports } from './world.ts';

/** References below this one are reserved by the hypervisor's ABI (`GNTTAB_NR_RESERVED_ENTRIES`). */
export const FIRST_GRANT_REF = 8;
/** Entries in one frame of a version 1 grant table. */
const ENTRIES_PER_FRAME = 512;

class GrantEntry {
  readonly page: GuestPage;
  readonly toDomid: number;
  readonly readonly: boolean;
  /** The granting domain still allows new mappings. */
  valid = true;
  /** Mappings in place. */
  mapped = 0;

  constructor(page: GuestPage, toDomid: number, readonly: boolean) {
    this.page = page;
    this.toDomid = toDomid;
    this.readonly = readonly;
  }
}

/** The hypervisor's grant tables. All mappings are taken to be for reading and writing. */
export class Grants {
  private readonly ports: Ports;
  private readonly faults: Faults;
  /** Entries of each domain, indexed by reference; null where there is none. */
  private readonly tables = new Map<number, (GrantEntry | null)[]>();

  constructor(ports: Ports, faults: Faults) {
    this.ports = ports;
    this.faults = faults;
  }

  /**
   * The page's owner lets `toDomid` map it.
   * @returns the reference, at least 8
   */
  grant(page: GuestPage, toDomid: number, readonly = false): number {
    let table = this.tables.get(page.domid);
    if (table === undefined) {
      table = Array.from({ length: FIRST_GRANT_REF }, () => null);
      this.tables.set(page.domid, table);
    }
    let ref = FIRST_GRANT_REF;
    while (ref < table.length && table[ref] !== null) ref++;
    table[ref] = new GrantEntry(page, toDomid, readonly);
    return ref;
  }

  /** Ends a grant for new mappings. Mappings in place keep the page, and the reference, until they are undone. */
  revoke(domid: number, ref: number): void {
    const table = this.tables.get(domid);
    const entry = table?.[ref];
    if (!table || !entry) return;
    entry.valid = false;
    if (entry.mapped === 0) table[ref] = null;
  }

  /**
   * Maps a page of `domid` for `byDomid`, for reading and writing.
   * @returns the page, or a GNTST_* status below 0
   */
  map(domid: number, ref: number, byDomid: number): GuestPage | number {
    const result = this.faults.take('grantMap') ? GNTST_general_error : this.tryMap(domid, ref, byDomid);
    this.ports.recorder.emit(Ev.GrantMap, domid, ref, typeof result === 'number' ? result : GNTST_okay);
    return result;
  }

  /**
   * Undoes one mapping.
   * @returns 0, or GNTST_bad_gntref when there was none
   */
  unmap(domid: number, ref: number): number {
    const table = this.tables.get(domid);
    const entry = table?.[ref];
    let status: number = GNTST_bad_gntref;
    if (table && entry && entry.mapped > 0) {
      entry.mapped--;
      if (entry.mapped === 0 && !entry.valid) table[ref] = null;
      status = GNTST_okay;
    }
    this.ports.recorder.emit(Ev.GrantUnmap, domid, ref, status);
    return status;
  }

  /** Mappings in place of pages of `domid`. */
  mapCount(domid: number): number {
    let count = 0;
    for (const entry of this.tables.get(domid) ?? []) count += entry?.mapped ?? 0;
    return count;
  }

  private tryMap(domid: number, ref: number, byDomid: number): GuestPage | number {
    const table = this.tables.get(domid);
    if (table === undefined) return GNTST_bad_domain;
    const entries = Math.max(1, Math.ceil(table.length / ENTRIES_PER_FRAME)) * ENTRIES_PER_FRAME;
    if (!(ref >= 0 && ref < entries)) return GNTST_bad_gntref;
    const entry = table[ref];
    if (!entry?.valid || entry.toDomid !== byDomid || entry.readonly) return GNTST_general_error;
    entry.mapped++;
    return entry.page;
  }
}
