import { describe, expect, it } from 'vitest';
import { parseDecimal, parseHexFields } from './parse.ts';

describe('values of xenstore nodes', () => {
  it('numbers begin the text; what follows is ignored', () => {
    expect(['2', ' 7', '-1', '3x', '', 'x3', '4294967297'].map(parseDecimal)).toEqual([
      2,
      7,
      -1,
      3,
      null,
      null,
      1,
    ]);
  });

  it('roots are two fields, addresses four; fewer are none', () => {
    expect(parseHexFields('0000:03', ':')).toEqual([0, 3]);
    expect(parseHexFields('0x1: a rest', ':')).toEqual([1, 10]);
    expect(parseHexFields('0000', ':')).toBeNull();
    expect(parseHexFields('0000:00:1f.07', '::.')).toEqual([0, 0, 31, 7]);
    expect(parseHexFields('0000:00:1f', '::.')).toBeNull();
    expect(parseHexFields('0000:00:1f:07', '::.')).toBeNull();
  });
});
