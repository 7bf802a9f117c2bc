import type { BarDescription } from './bars.ts';
import type { Warn } from './capabilities.ts';

/** Largest sizes that are guessed, and what is guessed for a region without an address. */
const MAX_IO = 0x100;
const MAX_MEM = 0x100000;
const MAX_ROM = 0x10000;
const UNASSIGNED = 0x4000;

/** Smallest power of two that is not below `value`. */
export function roundUpToPowerOfTwo(value: number): number {
  let size = 1;
  while (size < value) size *= 2;
  return size;
}

/** Largest power of two, not above `limit`, to which `address` is aligned and that ends at or before `ceiling`. */
function largestFit(address: number, limit: number, ceiling: number): number {
  let size = limit;
  while (size > 1 && (address % size !== 0 || address + size > ceiling)) size /= 2;
  return size;
}

/** Where the next region of the function begins in the same address space. */
function nextAbove(bar: BarDescription, all: readonly BarDescription[]): number {
  let ceiling = Number.POSITIVE_INFINITY;
  for (const other of all) {
    const sameSpace = (other.kind === 'io') === (bar.kind === 'io');
    if (sameSpace && other.address > bar.address && other.address < ceiling) ceiling = other.address;
  }
  return ceiling;
}

/**
 * Bytes of a region, a power of two: the size it has (the source told it), else a guess, which is a usual size that
 * suits the alignment of its address and leaves room for the function's other regions.
 * @param needed bytes that it must have (MSI-X structures)
 */
export function barSize(
  bar: BarDescription,
  all: readonly BarDescription[],
  needed: number,
  warn: Warn,
): number {
  const { kind, address, size: told } = bar;
  const name = kind === 'rom' ? 'ROM' : `BAR${bar.index}`;
  const least = kind === 'io' ? 4 : kind === 'rom' ? 2048 : 16;
  if (told > 0) {
    const size = roundUpToPowerOfTwo(Math.max(told, least));
    if (size !== told) warn(`${name} has a size of ${told}, which is no power of two: taken as ${size}`);
    if (size < needed) warn(`${name} has ${size} bytes, but the MSI-X structures in it end at ${needed}`);
    return size;
  }
  const limit = kind === 'io' ? MAX_IO : kind === 'rom' ? MAX_ROM : MAX_MEM;
  const guess = address === 0 ? Math.min(limit, UNASSIGNED) : largestFit(address, limit, nextAbove(bar, all));
  const size = Math.max(guess, least, roundUpToPowerOfTwo(needed));
  if (address % size !== 0) {
    warn(`${name} at 0x${address.toString(16)} is not aligned to its size of at least ${size}`);
  }
  return size;
}
