import { describe, expect, it } from 'vitest';
import { sscanf } from './sscanf.ts';

const BDF = '%x:%x:%x.%x';
const values = (input: string, format: string) => sscanf(input, format).values;

describe('sscanf: xenstore dev-N (XB-13, A.6)', () => {
  it.each([
    ['0000:03:00.0', [0, 3, 0, 0]],
    ['3:0:0.0', [3, 0, 0, 0]],
    ['0000:03:00.00', [0, 3, 0, 0]],
    ['0x0:0x3:0x1f.0x7', [0, 3, 0x1f, 7]],
    [' 0000:03:00.0', [0, 3, 0, 0]],
    ['0000:03:00.0@10', [0, 3, 0, 0]],
    ['0000:03:00', [0, 3, 0]],
    ['03:00.0', [3, 0]],
    ['', []],
    ['junk', []],
    ['0000 :03:00.0', [0]],
    ['0000: 03: 00. 0', [0, 3, 0, 0]],
    ['-1:03:00.0', []],
    ['AbCd:Ef:1F.7', [0xabcd, 0xef, 0x1f, 7]],
  ])('%j', (input, expected) => {
    expect(values(input, BDF)).toEqual(expected);
  });
});

describe('sscanf: decimals (XB-63, A.6)', () => {
  it.each([
    ['2', [2]],
    [' 3', [3]],
    ['2x', [2]],
    ['-1', [-1]],
    ['+1', []],
    ['0x2', [0]],
    ['0x1', [0]],
    ['abc', []],
    ['', []],
    ['- 1', []],
    ['-', []],
    ['\t\n7\n', [7]],
    ['4294967297', [1]],
    ['18446744073709551617', [1]],
    ['4294967295', [-1]],
    ['2147483648', [-2147483648]],
    ['-4294967295', [1]],
  ])('%%d of %j', (input, expected) => {
    expect(values(input, '%d')).toEqual(expected);
  });

  it('takes no sign for %u and gives unsigned results', () => {
    expect(values('-1', '%u')).toEqual([]);
    expect(values('4294967295', '%u')).toEqual([4294967295]);
    expect(values('4294967296', '%u')).toEqual([0]);
  });
});

describe('sscanf: hexadecimal', () => {
  it('skips a 0x prefix even when nothing follows it (A.6)', () => {
    expect(sscanf('0000:03:00.0x', `${BDF} %n`)).toEqual({ values: [0, 3, 0, 0], consumed: 13 });
    expect(values('0X1f', '%x')).toEqual([0x1f]);
    expect(values('x1', '%x')).toEqual([]);
  });

  it('gives ffffffff as unsigned and wraps beyond it', () => {
    expect(values('ffffffff', '%x')).toEqual([0xffffffff]);
    expect(values('100000001', '%x')).toEqual([1]);
  });
});

describe('sscanf: literals, white space and %n', () => {
  it('reports what was consumed, white space at the end included', () => {
    expect(sscanf(' 0000:03:00.0 \n', ` ${BDF} %n`)).toEqual({ values: [0, 3, 0, 0], consumed: 15 });
    expect(sscanf('0000:03:00.0 junk', ` ${BDF} %n`)).toEqual({ values: [0, 3, 0, 0], consumed: 13 });
  });

  it('leaves consumed absent when a literal before %n does not match', () => {
    expect(sscanf('0000:03:00.0', ' %x:%x:%x.* %n')).toEqual({ values: [0, 3, 0] });
    expect(sscanf('03:*.*', ' %x:*.* %n')).toEqual({ values: [3], consumed: 6 });
  });

  it('matches the groups of hide (STUB-40)', () => {
    const group = ' (%x:%x.%x) %n';
    expect(sscanf('(03:00.0)(04:00.0)', group)).toEqual({ values: [3, 0, 0], consumed: 9 });
    expect(sscanf(' ( 03:00.0) x', group).consumed).toBe(12);
    expect(sscanf('( 03:00.0 )', group).consumed).toBeUndefined();
    expect(sscanf('(03:00)', group)).toEqual({ values: [3, 0] });
  });

  it('ends at a NUL', () => {
    expect(sscanf('1\u00002', '%d%n')).toEqual({ values: [1], consumed: 1 });
    expect(sscanf('\u00001', '%d')).toEqual({ values: [] });
  });

  it('refuses a conversion it does not know', () => {
    expect(() => sscanf('a', '%s')).toThrow(RangeError);
  });
});
