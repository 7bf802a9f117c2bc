/**
 * Wire layout of the PV PCI protocol: `struct xen_pci_sharedinfo` at byte 0 of one granted page,
 * little-endian (sheet section 1; header `xen/interface/io/pciif.h`).
 */

export const PAGE_SIZE = 4096;

/** Bits of `sh.flags`. */
export const XEN_PCIF_active = 1 << 0;
export const XEN_PCIB_AERHANDLER = 1 << 1;
export const XEN_PCIB_active = 1 << 2;

/** Bit numbers of `sh.flags`, for the single-bit accessors. */
export const _XEN_PCIF_active = 0;
export const _XEN_PCIB_AERHANDLER = 1;
export const _XEN_PCIB_active = 2;

/** Values of `op.cmd` and `aer_op.cmd`. */
export const XEN_PCI_OP_conf_read = 0;
export const XEN_PCI_OP_conf_write = 1;
export const XEN_PCI_OP_enable_msi = 2;
export const XEN_PCI_OP_disable_msi = 3;
export const XEN_PCI_OP_enable_msix = 4;
export const XEN_PCI_OP_disable_msix = 5;
export const XEN_PCI_OP_aer_detected = 6;
export const XEN_PCI_OP_aer_resume = 7;
export const XEN_PCI_OP_aer_mmio = 8;
export const XEN_PCI_OP_aer_slotreset = 9;

/** Values of `op.err` defined by the protocol. */
export const XEN_PCI_ERR_success = 0;
export const XEN_PCI_ERR_dev_not_found = -1;
export const XEN_PCI_ERR_invalid_offset = -2;
export const XEN_PCI_ERR_access_denied = -3;
export const XEN_PCI_ERR_not_implemented = -4;
export const XEN_PCI_ERR_op_failed = -5;

export const XEN_PCI_MAGIC = '7';
export const SH_INFO_MAX_VEC = 128;

/** Byte offsets in the page. */
export const SH_FLAGS = 0;
export const SH_OP = 4;
export const SH_AER = 552;
export const SH_INFO_SIZE = 572;

/** Byte offsets inside `struct xen_pci_op`. */
export const OP_CMD = 0;
export const OP_ERR = 4;
export const OP_DOMAIN = 8;
export const OP_BUS = 12;
export const OP_DEVFN = 16;
export const OP_OFFSET = 20;
export const OP_SIZE = 24;
export const OP_VALUE = 28;
export const OP_INFO = 32;
export const OP_MSIX_ENTRIES = 36;
export const OP_BYTES = 548;

/** `struct xen_msix_entry`: vector at 0, entry (table index) at 2. */
export const MSIX_ENTRY_BYTES = 4;
export const MSIX_ENTRY_VECTOR = 0;
export const MSIX_ENTRY_ENTRY = 2;

/** Byte offsets inside `struct xen_pcie_aer_op`. */
export const AER_CMD = 0;
export const AER_ERR = 4;
export const AER_DOMAIN = 8;
export const AER_BUS = 12;
export const AER_DEVFN = 16;
export const AER_OP_BYTES = 20;

const opFields = ['cmd', 'err', 'domain', 'bus', 'devfn', 'offset', 'size', 'value', 'info'] as const;
const aerFields = ['cmd', 'err', 'domain', 'bus', 'devfn'] as const;

/** Name of the 32-bit word of the shared page at byte `offset`: `flags`, `op.cmd`, `op.msix_entries[3]`, `aer.err`, or `page+0x...` beyond the structure. */
export function pageFieldName(offset: number): string {
  const word = offset & ~3;
  if (word < SH_OP) return 'flags';
  if (word < SH_OP + OP_MSIX_ENTRIES) return `op.${opFields[(word - SH_OP) >> 2]}`;
  if (word < SH_AER) return `op.msix_entries[${(word - SH_OP - OP_MSIX_ENTRIES) >> 2}]`;
  if (word < SH_INFO_SIZE) return `aer.${aerFields[(word - SH_AER) >> 2]}`;
  return `page+0x${word.toString(16)}`;
}

/** Byte offset in the page of a field named as {@link pageFieldName} names it; `undefined` when there is no such field. */
export function pageFieldOffset(name: string): number | undefined {
  if (name === 'flags') return SH_FLAGS;
  const op = opFields.findIndex((field) => name === `op.${field}`);
  if (op >= 0) return SH_OP + 4 * op;
  const aer = aerFields.findIndex((field) => name === `aer.${field}`);
  if (aer >= 0) return SH_AER + 4 * aer;
  const entry = /^op\.msix_entries\[(\d{1,3})\]$/.exec(name);
  if (entry && Number(entry[1]) < SH_INFO_MAX_VEC) return SH_OP + OP_MSIX_ENTRIES + 4 * Number(entry[1]);
  return undefined;
}

const commandNames = [
  'conf_read',
  'conf_write',
  'enable_msi',
  'disable_msi',
  'enable_msix',
  'disable_msix',
  'aer_detected',
  'aer_resume',
  'aer_mmio',
  'aer_slotreset',
] as const;

/** Header name of a command number without its prefix, or the number itself when it is none. */
export function commandName(cmd: number): string {
  return commandNames[cmd] ?? String(cmd);
}
