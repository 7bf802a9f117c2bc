/** All-ones of an access or field width: 1, 2, or anything else taken as 4 bytes. */
export function widthMask(size: number): number {
  if (size === 1) return 0xff;
  if (size === 2) return 0xffff;
  return 0xffffffff;
}

/**
 * Puts the bits of `value` selected by `mask` into `target`, both moved by `bytes` byte lanes first: up when
 * positive, down when negative. What leaves the 32-bit word is lost (CONF-11, CONF-16).
 */
export function mergeValue(target: number, value: number, mask: number, bytes: number): number {
  if (bytes >= 0) {
    const up = bytes * 8;
    return ((target & ~(mask << up)) | ((value & mask) << up)) >>> 0;
  }
  const down = -bytes * 8;
  return ((target & ~(mask >>> down)) | ((value & mask) >>> down)) >>> 0;
}
