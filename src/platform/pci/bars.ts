import {
  PCI_BASE_ADDRESS_0,
  PCI_BASE_ADDRESS_MEM_PREFETCH,
  PCI_BASE_ADDRESS_MEM_TYPE_64,
  PCI_BASE_ADDRESS_SPACE_IO,
  PCI_HEADER_TYPE_BRIDGE,
  PCI_HEADER_TYPE_CARDBUS,
  PCI_HEADER_TYPE_NORMAL,
  PCI_ROM_ADDRESS,
  PCI_ROM_ADDRESS_MASK,
  PCI_ROM_ADDRESS1,
} from '../../abi/pci-regs.ts';
import { barSize } from './bar-size.ts';
import type { Warn } from './capabilities.ts';
import {
  type FunctionDescription,
  type RegionDescription,
  type RegionKind,
  ROM_REGION,
} from './description.ts';

/** An address register of a function and what firmware assigned to it. */
export interface BarDescription {
  /** 0..5, or 6 for the expansion ROM; of a 64-bit BAR the lower register's number. */
  readonly index: number;
  readonly kind: RegionKind;
  /** Assigned address, up to 2^53; 0 none. */
  readonly address: number;
  /** Bytes, a power of two, at least 4. */
  readonly size: number;
  readonly is64: boolean;
  readonly prefetchable: boolean;
  /** Offset of its (lower) register. */
  readonly register: number;
  /** False for a VF, whose registers read 0 though the host knows the addresses. */
  readonly inHardware: boolean;
}

const MEM_TYPE_MASK = 0x6;

/** Number of BARs per header type. */
export function barCount(headerType: number): number {
  if (headerType === PCI_HEADER_TYPE_NORMAL) return 6;
  if (headerType === PCI_HEADER_TYPE_BRIDGE) return 2;
  return headerType === PCI_HEADER_TYPE_CARDBUS ? 1 : 0;
}

/** Offset of the ROM register, 0 when the header type has none. */
export function romRegister(headerType: number): number {
  if (headerType === PCI_HEADER_TYPE_NORMAL) return PCI_ROM_ADDRESS;
  return headerType === PCI_HEADER_TYPE_BRIDGE ? PCI_ROM_ADDRESS1 : 0;
}

interface Register {
  readonly kind: RegionKind;
  readonly address: number;
  readonly is64: boolean;
  readonly prefetchable: boolean;
  readonly raw: number;
}

function decodeRegister(view: DataView, at: number, last: boolean, warn: Warn): Register {
  const raw = view.getUint32(at, true);
  if ((raw & PCI_BASE_ADDRESS_SPACE_IO) !== 0) {
    return { kind: 'io', address: (raw & ~3) >>> 0, is64: false, prefetchable: false, raw };
  }
  const name = `BAR at 0x${at.toString(16)}`;
  const prefetchable = (raw & PCI_BASE_ADDRESS_MEM_PREFETCH) !== 0;
  let address = (raw & ~0xf) >>> 0;
  let is64 = (raw & MEM_TYPE_MASK) === PCI_BASE_ADDRESS_MEM_TYPE_64;
  if ((raw & MEM_TYPE_MASK) === MEM_TYPE_MASK) warn(`${name} has a reserved type: taken as 32-bit`);
  if (is64 && last) {
    warn(`${name} is 64-bit but has no upper half: taken as 32-bit`);
    is64 = false;
  }
  if (is64) {
    address += view.getUint32(at + 4, true) * 0x1_0000_0000;
    if (!Number.isSafeInteger(address)) {
      warn(`${name} holds an address above 2^53: taken as not assigned`);
      address = 0;
    }
  }
  return { kind: 'mem', address, is64, prefetchable, raw };
}

/** A region that only the source tells of: its register reads 0. */
function toldBar(region: RegionDescription, register: number, inHardware: boolean): BarDescription {
  const { index, kind, address, size, is64, prefetchable } = region;
  return { index, kind, address, size, is64, prefetchable, register, inHardware };
}

type Told = (index: number) => RegionDescription | undefined;

/** BARs of a header, their sizes as told, 0 when unknown. */
function locateBars(view: DataView, count: number, told: Told, warn: Warn): BarDescription[] {
  const found: BarDescription[] = [];
  for (let index = 0; index < count; index++) {
    const at = PCI_BASE_ADDRESS_0 + 4 * index;
    const register = decodeRegister(view, at, index === count - 1, warn);
    const region = told(index);
    if (register.raw === 0) {
      if (region === undefined || region.kind === 'rom') continue;
      const is64 = region.is64 && index < count - 1;
      found.push({ ...toldBar(region, at, true), is64 });
      if (is64) index++;
      continue;
    }
    if (register.raw === 0xffffffff) {
      warn(`BAR${index} reads all-ones: taken as not implemented`);
      continue;
    }
    const { kind, is64, prefetchable } = register;
    const address = register.address === 0 ? (region?.address ?? 0) : register.address;
    const size = region?.size ?? 0;
    found.push({ index, kind, address, size, is64, prefetchable, register: at, inHardware: true });
    if (is64) index++;
  }
  return found;
}

/** The expansion ROM, when there is one. */
function locateRom(
  view: DataView,
  register: number,
  region: RegionDescription | undefined,
): BarDescription[] {
  if (register === 0) return [];
  const held = (view.getUint32(register, true) & PCI_ROM_ADDRESS_MASK) >>> 0;
  if (held === 0 && region === undefined) return [];
  const address = held === 0 ? (region?.address ?? 0) : held;
  const plain = { is64: false, prefetchable: false, register, inHardware: true };
  return [{ index: ROM_REGION, kind: 'rom', address, size: region?.size ?? 0, ...plain }];
}

/**
 * BARs and ROM of a function, ascending by index. A memory BAR whose register is all zero counts as not
 * implemented unless the source tells of it.
 * @param needed bytes that a BAR of that index must have (MSI-X structures)
 */
export function decodeBars(
  description: FunctionDescription,
  headerType: number,
  needed: (index: number) => number,
  warn: Warn,
): BarDescription[] {
  const { config, regions, isVf } = description;
  const told: Told = (index) => regions.find((region) => region.index === index);
  const view = new DataView(config.buffer, config.byteOffset, config.byteLength);
  const located = isVf
    ? regions
        .filter(({ index }) => index < ROM_REGION)
        .map((one) => toldBar(one, PCI_BASE_ADDRESS_0 + 4 * one.index, false))
    : [
        ...locateBars(view, barCount(headerType), told, warn),
        ...locateRom(view, romRegister(headerType), told(ROM_REGION)),
      ];
  return located.map((bar) => ({ ...bar, size: barSize(bar, located, needed(bar.index), warn) }));
}
