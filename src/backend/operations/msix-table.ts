import { type Kernel, KernelOops, type MsixEntry } from '../../host/index.ts';

/** Bytes of the host's `struct msix_entry`. */
const HOST_MSIX_ENTRY_BYTES = 8;
/** Largest block the kernel's allocator hands out. */
const KMALLOC_MAX_SIZE = 4 * 1024 * 1024;

/** The host-side entry table of one MSI-X request: a memory block of a fixed number of entries. */
export class MsixTable {
  /** How many entries were allocated. */
  readonly capacity: number;
  private readonly entries: MsixEntry[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Size of the block. */
  get bytes(): number {
    return this.capacity * HOST_MSIX_ENTRY_BYTES;
  }

  /** Fills entry `i`. @throws KernelOops when the block is smaller than that */
  set(i: number, entry: number, vector: number): void {
    this.check(i);
    this.entries[i] = { entry, vector };
  }

  /** Entry `i`. @throws KernelOops when the block is smaller than that */
  get(i: number): MsixEntry {
    this.check(i);
    return this.entries[i] as MsixEntry;
  }

  /** The table as the host reads `count` entries of it. @throws KernelOops when the block is smaller than that */
  first(count: number): MsixEntry[] {
    this.check(count - 1);
    for (let i = this.entries.length; i < count; i++) this.entries.push({ entry: 0, vector: 0 });
    return this.entries;
  }

  private check(i: number): void {
    if (i >= this.capacity) {
      throw new KernelOops(
        'out-of-bounds',
        'xen_pcibk_enable_msix',
        `entry ${i} of a table of ${this.capacity}`,
      );
    }
  }
}

/** Allocates a table for `count` vectors; null when memory is short or the block would be too large (OPS-14). */
export function allocMsixTable(kernel: Kernel, count: number): MsixTable | null {
  const table = new MsixTable(count);
  return table.bytes <= KMALLOC_MAX_SIZE && kernel.alloc(table.bytes) ? table : null;
}
