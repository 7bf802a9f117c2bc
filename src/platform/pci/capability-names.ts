import {
  PCI_CAP_ID_AF,
  PCI_CAP_ID_AGP,
  PCI_CAP_ID_DBG,
  PCI_CAP_ID_EXP,
  PCI_CAP_ID_MSI,
  PCI_CAP_ID_MSIX,
  PCI_CAP_ID_PCIX,
  PCI_CAP_ID_PM,
  PCI_CAP_ID_SATA,
  PCI_CAP_ID_SHPC,
  PCI_CAP_ID_SLOTID,
  PCI_CAP_ID_SSVID,
  PCI_CAP_ID_VNDR,
  PCI_CAP_ID_VPD,
  PCI_EXP_FLAGS,
  PCI_EXP_FLAGS_TYPE,
  PCI_EXP_FLAGS_VERS,
  PCI_EXT_CAP_ID_ERR,
  PCI_EXT_CAP_ID_SRIOV,
  PCI_HEADER_TYPE,
  PCI_HEADER_TYPE_MASK,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_64BIT,
  PCI_MSI_FLAGS_MASKBIT,
} from '../../abi/pci-regs.ts';

const names: readonly (string | undefined)[] = Object.freeze([
  'Null',
  'PM',
  'AGP',
  'VPD',
  'Slot ID',
  'MSI',
  'CompactPCI hot swap',
  'PCI-X',
  'HyperTransport',
  'Vendor',
  'Debug port',
  'CompactPCI',
  'SHPC',
  'SSVID',
  'AGP bridge',
  'Secure device',
  'PCIe',
  'MSI-X',
  'SATA',
  'AF',
  'EA',
  'FPB',
]);

const extendedNames: readonly (string | undefined)[] = Object.freeze([
  'Null',
  'AER',
  'VC',
  'Serial number',
  'Power budgeting',
  'RC link declaration',
  'RC internal link',
  'RCEC association',
  'MFVC',
  'VC with MFVC',
  'RCRB',
  'Vendor',
  'Config access',
  'ACS',
  'ARI',
  'ATS',
  'SR-IOV',
  'MR-IOV',
  'Multicast',
  'PRI',
  'AMD',
  'Resizable BAR',
  'DPA',
  'TPH',
  'LTR',
  'Secondary PCIe',
  'PMUX',
  'PASID',
  'LN requester',
  'DPC',
  'L1 PM substates',
  'PTM',
  'M-PCIe',
  'FRS queueing',
  'Readiness time',
  'DVSEC',
  'VF resizable BAR',
  'Data link feature',
  '16.0 GT/s',
  'Lane margining',
  'Hierarchy ID',
  'NPEM',
  '32.0 GT/s',
  'Alternate protocol',
  'SFI',
  'Shadow functions',
  'DOE',
  'Device 3',
  'IDE',
  '64.0 GT/s',
]);

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;

/** Short name of a standard capability: `MSI-X`; `capability 0x2a` when it is none we know. */
export function capabilityName(id: number): string {
  return names[id] ?? `capability ${hex(id, 2)}`;
}

/** Short name of an extended capability: `AER`; `extended capability 0x1002` when it is none we know. */
export function extendedCapabilityName(id: number): string {
  return extendedNames[id] ?? `extended capability ${hex(id, 4)}`;
}

const fixedLengths: Readonly<Record<number, number>> = Object.freeze({
  [PCI_CAP_ID_PM]: 8,
  [PCI_CAP_ID_AGP]: 12,
  [PCI_CAP_ID_VPD]: 8,
  [PCI_CAP_ID_SLOTID]: 4,
  [PCI_CAP_ID_DBG]: 4,
  [PCI_CAP_ID_SHPC]: 8,
  [PCI_CAP_ID_SSVID]: 8,
  [PCI_CAP_ID_MSIX]: 12,
  [PCI_CAP_ID_SATA]: 8,
  [PCI_CAP_ID_AF]: 6,
});

/** Bytes that a PCIe capability takes: version 1 ends after the registers its port type has. */
function expressLength(flags: number): number {
  if ((flags & PCI_EXP_FLAGS_VERS) >= 2) return 0x3c;
  const type = (flags & PCI_EXP_FLAGS_TYPE) >> 4;
  if (type === 4 || type === 10) return 0x24; // root port, root complex event collector
  return type === 9 ? 0x0c : 0x14; // integrated endpoint: no link
}

/** Bytes a standard capability takes in `config`, at least 2; only what its kind and its own flags tell. */
export function capabilityLength(config: Uint8Array, id: number, offset: number): number {
  const fixed = fixedLengths[id];
  if (fixed !== undefined) return fixed;
  const byte = (at: number): number => config[offset + at] ?? 0;
  const word = (at: number): number => byte(at) | (byte(at + 1) << 8);
  if (id === PCI_CAP_ID_MSI) {
    const flags = word(PCI_MSI_FLAGS);
    return 10 + (flags & PCI_MSI_FLAGS_64BIT ? 4 : 0) + (flags & PCI_MSI_FLAGS_MASKBIT ? 10 : 0);
  }
  if (id === PCI_CAP_ID_EXP) return expressLength(word(PCI_EXP_FLAGS));
  if (id === PCI_CAP_ID_PCIX) return (config[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK) === 1 ? 16 : 8;
  if (id === PCI_CAP_ID_VNDR) return Math.max(3, byte(2));
  return 2;
}

const extendedLengths: Readonly<Record<number, number>> = Object.freeze({
  [PCI_EXT_CAP_ID_ERR]: 0x2c,
  [PCI_EXT_CAP_ID_SRIOV]: 0x40,
  3: 12,
  13: 8,
  14: 8,
  15: 8,
  19: 16,
  24: 8,
  27: 8,
  30: 16,
  31: 12,
});

/** Bytes an extended capability takes, at least 4. */
export function extendedCapabilityLength(config: Uint8Array, id: number, offset: number): number {
  const fixed = extendedLengths[id];
  if (fixed !== undefined) return fixed;
  const at = (i: number): number => config[offset + i] ?? 0;
  // Vendor specific and DVSEC tell their length in bits 20..31 of their second dword.
  if (id === 11 || id === 35) return Math.max(8, ((at(6) >> 4) | (at(7) << 4)) & 0xfff);
  return 4;
}
