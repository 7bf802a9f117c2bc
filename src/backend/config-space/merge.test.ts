import { describe, expect, it } from 'vitest';
import { mergeValue, widthMask } from './merge.ts';

describe('merging', () => {
  it.each([
    [1, 0xff],
    [2, 0xffff],
    [4, 0xffffffff],
  ])('width of %i bytes', (size, mask) => {
    expect(widthMask(size)).toBe(mask);
  });

  it('CONF-11 puts a field into the working value, up or down', () => {
    expect(mergeValue(0xdeadbeef, 0x11, 0xff, 0)).toBe(0xdeadbe11);
    expect(mergeValue(0xdeadbeef, 0x11, 0xff, 3)).toBe(0x11adbeef);
    expect(mergeValue(0xdeadbeef, 0x1122, 0xffff, 2)).toBe(0x1122beef);
    expect(mergeValue(0x77, 0xe0001008, 0xffffffff, -3)).toBe(0x000000e0);
    expect(mergeValue(0xbeef, 0xe0001008, 0xffffffff, 0)).toBe(0xe0001008);
  });

  it('CONF-11 leaves bits outside the mask and loses what leaves the word', () => {
    expect(mergeValue(0xffffffff, 0x12345678, 0x0000ffff, 2)).toBe(0x5678ffff);
    expect(mergeValue(0xffffffff, 0x12345678, 0xffffffff, -2)).toBe(0xffff1234);
    expect(mergeValue(0, 0xffffffff, 0xff, 0)).toBe(0xff);
  });

  it.each([
    ['A.2 word 0xFFFF at 0x10', 0xffff, 2, 0, 0xe000ffff],
    ['A.2 word 0xFFFF at 0x12', 0xffff, 2, 2, 0xffff1008],
    ['A.2 byte 0xFF at 0x13', 0xff, 1, 3, 0xff001008],
  ])('CONF-16 %s', (_name, value, size, bytes, merged) => {
    expect(mergeValue(0xe0001008, value, widthMask(size), bytes)).toBe(merged);
  });
});
