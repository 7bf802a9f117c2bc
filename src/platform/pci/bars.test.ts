import { expect, test } from 'vitest';
import { buildLayout } from './build-layout.ts';
import { describeFunction, type RegionDescription } from './description.ts';
import { put } from './testing/sample-functions.ts';

function decode(registers: readonly number[], regions: readonly RegionDescription[] = [], headerType = 0) {
  const config = new Uint8Array(256);
  put(config, 0, 4, 0x12348086);
  config[0x0e] = headerType;
  registers.forEach((value, i) => {
    put(config, 0x10 + 4 * i, 4, value);
  });
  const warnings: string[] = [];
  const layout = buildLayout(describeFunction({ bus: 0, devfn: 0, config, regions }), (text) =>
    warnings.push(text),
  );
  const bars = layout.bars.map(({ index, kind, address, size, is64 }) => ({
    index,
    kind,
    address,
    size,
    is64,
  }));
  return { bars, warnings, layout };
}

test('a size that is not told is at most the alignment of the address', () => {
  const { bars } = decode([0xfebd1000, 0x0000c041, 0xf0000008]);
  expect(bars).toEqual([
    { index: 0, kind: 'mem', address: 0xfebd1000, size: 0x1000, is64: false },
    { index: 1, kind: 'io', address: 0xc040, size: 0x40, is64: false },
    { index: 2, kind: 'mem', address: 0xf0000000, size: 0x100000, is64: false },
  ]);
});

test('a guessed size leaves room for the other regions of the function', () => {
  const { bars } = decode([0x00009c01, 0x00009881, 0x00009801, 0xe0000000, 0xe0002000]);
  expect(bars.map((bar) => bar.size)).toEqual([0x100, 0x80, 0x80, 0x2000, 0x2000]);
});

test('a told size and a told address are used; the address register wins when it holds one', () => {
  const region = {
    index: 0,
    kind: 'mem',
    address: 0x1000,
    size: 0x20000,
    is64: true,
    prefetchable: false,
  } as const;
  expect(decode([0xfe00_0004, 1], [region]).bars[0]).toMatchObject({ address: 0x1_fe00_0000, size: 0x20000 });
  expect(decode([0x0000_0004, 0], [region]).bars[0]).toMatchObject({ address: 0x1000, size: 0x20000 });
  const told = { ...region, is64: false };
  const unassigned = decode([0], [told]);
  expect(unassigned.bars).toEqual([{ index: 0, kind: 'mem', address: 0x1000, size: 0x20000, is64: false }]);
  expect(unassigned.layout.writable.slice(0x10, 0x14)).toEqual(new Uint8Array([0, 0, 0xfe, 0xff]));
});

test.each([
  ['a 64-bit BAR without upper half', [0, 0, 0, 0, 0, 0xf0000004], [], /no upper half/],
  ['a reserved type', [0xf0000006], [], /reserved type/],
  ['an address above 2^53', [0x00000004, 0xffffffff], [], /2\^53/],
  ['all-ones', [0xffffffff], [], /BAR0 reads all-ones/],
  ['a size that is no power of two', [0xf0000000], [{ index: 0, size: 0x3000 }], /power of two/],
])('%s is warned of', (_, registers, partial, message) => {
  const plain = { kind: 'mem', address: 0, is64: false, prefetchable: false } as const;
  const { warnings } = decode(
    registers,
    partial.map((one) => ({ ...plain, ...one })),
  );
  expect(warnings.join()).toMatch(message);
});

test('bridges have two BARs and their ROM at 0x38; other header types have none', () => {
  const registers = [0xf0000000, 0xf1000000, 0x00010100, 0, 0, 0, 0, 0, 0, 0, 0xfe000001];
  expect(decode(registers, [], 1).bars.map((bar) => [bar.index, bar.kind])).toEqual([
    [0, 'mem'],
    [1, 'mem'],
    [6, 'rom'],
  ]);
  const odd = decode(registers, [], 0x55);
  expect([odd.bars, odd.warnings]).toEqual([[], ['header type 0x55 is none of 0, 1, 2']]);
});

test('a BAR is at least as large as the MSI-X structures in it', () => {
  const config = new Uint8Array(256);
  put(config, 0, 4, 0x12348086);
  config[0x06] = 0x10;
  config[0x34] = 0x40;
  put(config, 0x10, 4, 0xfebd0000);
  put(config, 0x40, 4, 0x07ff_0011);
  put(config, 0x48, 4, 0x8000);
  const layout = buildLayout(describeFunction({ bus: 0, devfn: 0, config }));
  expect(layout.bars[0]?.size).toBe(0x10000);
  expect(layout.msix).toEqual({ bar: 0, offset: 0, entries: 2048, pbaBar: 0, pbaOffset: 0x8000 });
  config[0x44] = 3;
  const warnings: string[] = [];
  buildLayout(describeFunction({ bus: 0, devfn: 0, config }), (text) => warnings.push(text));
  expect(warnings).toEqual(['the MSI-X table lies in BAR3, which does not exist']);
});

test('a function of all-ones has no registers, and a warning', () => {
  const warnings: string[] = [];
  const gone = describeFunction({ bus: 0, devfn: 0, config: new Uint8Array(256).fill(0xff) });
  const layout = buildLayout(gone, (text) => warnings.push(text));
  expect([layout.bars, layout.capabilities, warnings.length]).toEqual([[], [], 1]);
});
