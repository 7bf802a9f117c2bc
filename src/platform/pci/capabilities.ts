import {
  PCI_CAP_LIST_NEXT,
  PCI_CAPABILITY_LIST,
  PCI_CFG_SPACE_SIZE,
  PCI_HEADER_TYPE,
  PCI_HEADER_TYPE_CARDBUS,
  PCI_HEADER_TYPE_MASK,
  PCI_STATUS,
  PCI_STATUS_CAP_LIST,
} from '../../abi/pci-regs.ts';
import {
  capabilityLength,
  capabilityName,
  extendedCapabilityLength,
  extendedCapabilityName,
} from './capability-names.ts';

/** A member of the standard or the extended capability list. */
export interface Capability {
  readonly id: number;
  readonly offset: number;
  readonly extended: boolean;
  /** Version of an extended capability, else 0. */
  readonly version: number;
  /** Bytes it takes, as far as its kind tells; at least 2 (4 when extended). */
  readonly length: number;
  /** `MSI-X`, `AER`, or `capability 0x2a`. */
  readonly name: string;
}

/** Takes a line about something odd. */
export type Warn = (text: string) => void;

/** Pointer register of the card bus header (type 2). */
const CARDBUS_CAPABILITY_LIST = 0x14;
/** First register that a capability may occupy. */
const FIRST = 0x40;
const MAX_STANDARD = 48;
const MAX_EXTENDED = (4096 - PCI_CFG_SPACE_SIZE) / 8;

const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

/**
 * Standard capabilities in the order of the list (CAP-02: at most 48, pointers masked to multiples of 4, the
 * walk ends at a pointer below 0x40 or an id of 0xff). It also ends where the list returns into itself.
 */
export function standardCapabilities(config: Uint8Array, warn: Warn): Capability[] {
  const found: Capability[] = [];
  if ((config[PCI_STATUS] & PCI_STATUS_CAP_LIST) === 0) return found;
  const type = config[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK;
  const seen = new Set<number>();
  let from = type === PCI_HEADER_TYPE_CARDBUS ? CARDBUS_CAPABILITY_LIST : PCI_CAPABILITY_LIST;
  for (let count = 0; count < MAX_STANDARD; count++) {
    const pointer = config[from];
    const offset = pointer & 0xfc;
    if (offset === 0) return found;
    if (pointer !== offset) warn(`capability pointer ${hex(pointer)} at ${hex(from)} is not a multiple of 4`);
    if (offset < FIRST) {
      warn(`capability pointer ${hex(pointer)} at ${hex(from)} points into the header: the list ends there`);
      return found;
    }
    if (seen.has(offset)) {
      warn(`the capability list returns to ${hex(offset)}: it ends at ${hex(from)}`);
      return found;
    }
    seen.add(offset);
    const id = config[offset];
    if (id === 0xff) {
      warn(`capability at ${hex(offset)} has id 0xff: the list ends there`);
      return found;
    }
    const length = capabilityLength(config, id, offset);
    found.push({ id, offset, extended: false, version: 0, length, name: capabilityName(id) });
    from = offset + PCI_CAP_LIST_NEXT;
  }
  warn(`the capability list has more than ${MAX_STANDARD} entries: the rest is left out`);
  return found;
}

/** Extended capabilities (offsets 0x100 and up) in the order of the list; none in a space of 256 bytes. */
export function extendedCapabilities(config: Uint8Array, warn: Warn): Capability[] {
  const found: Capability[] = [];
  if (config.length <= PCI_CFG_SPACE_SIZE) return found;
  const view = new DataView(config.buffer, config.byteOffset, config.byteLength);
  const seen = new Set<number>();
  let offset = PCI_CFG_SPACE_SIZE;
  for (let count = 0; count < MAX_EXTENDED; count++) {
    const header = view.getUint32(offset, true);
    if (header === 0 || header === 0xffffffff) {
      if (count > 0) warn(`extended capability list points to ${hex(offset)}, where there is none`);
      return found;
    }
    seen.add(offset);
    const id = header & 0xffff;
    const version = (header >>> 16) & 0xf;
    const length = extendedCapabilityLength(config, id, offset);
    found.push({ id, offset, extended: true, version, length, name: extendedCapabilityName(id) });
    const pointer = header >>> 20;
    const next = pointer & 0xffc;
    if (next === 0) return found;
    if (pointer !== next)
      warn(`extended capability pointer ${hex(pointer)} at ${hex(offset)} is not a multiple of 4`);
    if (next < PCI_CFG_SPACE_SIZE) {
      warn(
        `extended capability pointer ${hex(pointer)} at ${hex(offset)} points below 0x100: the list ends there`,
      );
      return found;
    }
    if (seen.has(next)) {
      warn(`the extended capability list returns to ${hex(next)}: it ends at ${hex(offset)}`);
      return found;
    }
    offset = next;
  }
  return found;
}

/** Both lists; warns of members that lie over one another or leave the space. */
export function walkCapabilities(config: Uint8Array, warn: Warn): Capability[] {
  const all = [...standardCapabilities(config, warn), ...extendedCapabilities(config, warn)];
  const byOffset = [...all].sort((a, b) => a.offset - b.offset);
  byOffset.forEach((capability, i) => {
    const end = capability.offset + capability.length;
    const next = byOffset[i + 1];
    const limit = capability.extended ? config.length : PCI_CFG_SPACE_SIZE;
    if (end > limit)
      warn(`${capability.name} at ${hex(capability.offset)} does not fit: it ends at ${hex(end)}`);
    else if (next !== undefined && next.offset < end) {
      warn(`${capability.name} at ${hex(capability.offset)} overlaps ${next.name} at ${hex(next.offset)}`);
    }
  });
  return all;
}

/** First member with that id, as a host finds it; `undefined` when there is none. */
export function findCapability(
  all: readonly Capability[],
  id: number,
  extended = false,
): Capability | undefined {
  return all.find((capability) => capability.id === id && capability.extended === extended);
}
