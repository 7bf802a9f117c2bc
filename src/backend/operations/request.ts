import {
  MSIX_ENTRY_BYTES,
  MSIX_ENTRY_ENTRY,
  MSIX_ENTRY_VECTOR,
  OP_BUS,
  OP_BYTES,
  OP_CMD,
  OP_DEVFN,
  OP_DOMAIN,
  OP_ERR,
  OP_MSIX_ENTRIES,
  OP_OFFSET,
  OP_SIZE,
  OP_VALUE,
  SH_INFO_MAX_VEC,
} from '../../abi/pciif.ts';
import { ConfigValue, KernelOops, Site } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { sharedPage } from './shared-page.ts';

/**
 * The request being worked on, as `struct xen_pci_op`. `info` has no accessor because nothing looks at it
 * (ABI-09). Reading a member stands for one load of it: code that needs a value twice and must not see it change
 * reads it once.
 */
export interface Request {
  /** Unsigned 32-bit selector. */
  readonly cmd: number;
  /** 0, `XEN_PCI_ERR_*`, or a raw host code (ABI-06); signed. */
  err: number;
  /** Address as the guest sees it; compared as unsigned 32-bit (ABI-13). */
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
  /** Signed 32-bit (ABI-13). */
  readonly offset: number;
  readonly size: number;
  /** Unsigned 32-bit; argument on the way in, result on the way back. */
  value: number;
  /** Where a config read works; not part of the structure. */
  readonly result: ConfigValue;
  /** Table index of MSI-X entry `i`. @throws KernelOops beyond the 128 entries of the structure */
  entry(i: number): number;
  /** Vector of MSI-X entry `i`, 16 bits. @throws KernelOops beyond the 128 entries of the structure */
  vector(i: number): number;
  /** Stores the vector of MSI-X entry `i`, truncated to 16 bits. */
  setVector(i: number, vector: number): void;
}

/** A request in the connection's private memory; the guest cannot change it (EVT-12). */
export class PrivateRequest implements Request {
  /** The 548 bytes of the structure, little-endian. */
  readonly bytes = new Uint8Array(OP_BYTES);
  readonly result = new ConfigValue();
  private readonly view = new DataView(this.bytes.buffer);

  get cmd(): number {
    return this.view.getUint32(OP_CMD, true);
  }

  get err(): number {
    return this.view.getInt32(OP_ERR, true);
  }

  set err(err: number) {
    this.view.setInt32(OP_ERR, err, true);
  }

  get domain(): number {
    return this.view.getUint32(OP_DOMAIN, true);
  }

  get bus(): number {
    return this.view.getUint32(OP_BUS, true);
  }

  get devfn(): number {
    return this.view.getUint32(OP_DEVFN, true);
  }

  get offset(): number {
    return this.view.getInt32(OP_OFFSET, true);
  }

  get size(): number {
    return this.view.getInt32(OP_SIZE, true);
  }

  get value(): number {
    return this.view.getUint32(OP_VALUE, true);
  }

  set value(value: number) {
    this.view.setUint32(OP_VALUE, value, true);
  }

  entry(i: number): number {
    return this.view.getUint16(msixEntryOffset(i) + MSIX_ENTRY_ENTRY, true);
  }

  vector(i: number): number {
    return this.view.getUint16(msixVectorOffset(i), true);
  }

  setVector(i: number, vector: number): void {
    this.view.setUint16(msixVectorOffset(i), vector, true);
  }
}

/** Byte offset of MSI-X entry `i` in the structure. @throws KernelOops when there is no such entry (ABI-12) */
export function msixEntryOffset(i: number): number {
  if (i >= SH_INFO_MAX_VEC) {
    throw new KernelOops('out-of-bounds', 'xen_pcibk_enable_msix', `MSI-X entry ${i} of a request`);
  }
  return OP_MSIX_ENTRIES + MSIX_ENTRY_BYTES * i;
}

/** Byte offset of the vector of MSI-X entry `i`. @throws KernelOops as {@link msixEntryOffset} */
export const msixVectorOffset = (i: number): number => msixEntryOffset(i) + MSIX_ENTRY_VECTOR;

/**
 * Seam: obtains the request to work on. Copies the whole slot into private memory, so that no later change by
 * the guest has an effect on this request (EVT-12).
 */
export function takeRequest(connection: Connection): Request {
  const { op } = connection;
  sharedPage(connection, 'xen_pcibk_do_one_op').copyRequest(op.bytes, Site.xen_pcibk_do_one_op);
  return op;
}
