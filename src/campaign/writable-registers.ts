import type { FunctionDescription } from '../platform/pci/description.ts';
import { listRegisters, RegisterNames } from '../platform/pci/registers.ts';
import { type WritableMap, type WritableMode, writableModes } from './writable-map.ts';

/** One register a guest can change, with the bits it decides in each mode. */
export interface WritableRegister {
  readonly offset: number;
  /** Bytes: 1, 2 or 4; masks are of this width, little-endian. */
  readonly size: 1 | 2 | 4;
  /** `COMMAND`, `MSI control`, `device-specific 0x48`. */
  readonly name: string;
  /** Bits per mode; 0 none. */
  readonly masks: Readonly<Record<WritableMode, number>>;
}

interface Place {
  readonly offset: number;
  readonly size: 1 | 2 | 4;
  readonly name: string;
}

/**
 * The map by register, ascending by offset; registers of which no bit is writable in any mode are left out. Bytes
 * that no register is known for are taken in groups of up to four.
 */
export function writableRegisters(description: FunctionDescription, map: WritableMap): WritableRegister[] {
  const found: WritableRegister[] = [];
  for (const place of places(description, map)) {
    const of = (mode: WritableMode): number => maskAt(map[mode], place);
    const masks = {
      default: of('default'),
      permissive: of('permissive'),
      interruptControl: of('interruptControl'),
    };
    if (writableModes.some((mode) => masks[mode] !== 0)) found.push({ ...place, masks });
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** Registers by name, then what is left of the written bytes; no byte twice, even where capabilities overlap. */
function places(description: FunctionDescription, map: WritableMap): Place[] {
  const taken = new Uint8Array(description.config.length);
  const found: Place[] = [];
  const take = (place: Place): void => {
    found.push(place);
    taken.fill(1, place.offset, place.offset + place.size);
  };
  const isFree = (offset: number, size: number): boolean =>
    offset + size <= taken.length && taken.subarray(offset, offset + size).every((byte) => byte === 0);
  for (const { offset, size, name } of listRegisters(description))
    if (isFree(offset, size)) take({ offset, size, name });
  const names = new RegisterNames(description);
  for (let offset = 0; offset < taken.length; offset++) {
    if (!isFree(offset, 1) || !writableModes.some((mode) => (map[mode]?.[offset] ?? 0) !== 0)) continue;
    const start = offset & ~3;
    const place = isFree(start, 4) ? { offset: start, size: 4 as const } : { offset, size: 1 as const };
    take({ ...place, name: names.nameOf(place.offset) });
  }
  return found;
}

function maskAt(bytes: Uint8Array | null, { offset, size }: Place): number {
  let mask = 0;
  for (let i = 0; i < size; i++) mask |= (bytes?.[offset + i] ?? 0) << (8 * i);
  return mask >>> 0;
}
