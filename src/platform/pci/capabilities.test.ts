import { expect, test } from 'vitest';
import { extendedCapabilities, standardCapabilities, walkCapabilities } from './capabilities.ts';
import { put, sampleEndpoint } from './testing/sample-functions.ts';

const offsets = (found: readonly { id: number; offset: number }[]) =>
  found.map(({ id, offset }) => [id, offset]);

function walk(config: Uint8Array): { offsets: number[][]; warnings: string[] } {
  const warnings: string[] = [];
  return { offsets: offsets(walkCapabilities(config, (text) => warnings.push(text))), warnings };
}

test('CAP-02: both lists, in the order of the pointers', () => {
  const { config } = sampleEndpoint();
  const found = walk(config);
  expect(found.offsets).toEqual([
    [0x01, 0x40],
    [0x05, 0x50],
    [0x11, 0x70],
    [0x03, 0x90],
    [0x10, 0xa0],
    [0x0001, 0x100],
  ]);
  expect(found.warnings).toEqual([]);
});

test('CAP-02: without the status bit there is no list', () => {
  const { config } = sampleEndpoint();
  config[0x06] = 0;
  expect(standardCapabilities(config, () => {})).toEqual([]);
});

test.each([
  ['a loop', 0x71, 0x40, /returns to 0x40/],
  ['a loop of one', 0x41, 0x40, /returns to 0x40/],
  ['a pointer into the header', 0x41, 0x10, /into the header/],
])('CAP-02: %s ends the walk with a warning', (_, at, value, message) => {
  const { config } = sampleEndpoint();
  config[at] = value;
  const found = walk(config);
  expect(found.warnings.join()).toMatch(message);
  expect(found.offsets.at(0)).toEqual([1, 0x40]);
});

test('CAP-02: id 0xff ends the walk; the low bits of pointers are dropped', () => {
  const { config } = sampleEndpoint();
  config[0x34] = 0x43;
  config[0x70] = 0xff;
  const found = walk(config);
  expect(found.offsets.slice(0, 2)).toEqual([
    [0x01, 0x40],
    [0x05, 0x50],
  ]);
  expect(found.warnings.join()).toMatch(/multiple of 4.*0xff/);
});

test('CAP-02: 48 entries are the most', () => {
  const config = new Uint8Array(256);
  config[0x06] = 0x10;
  config[0x34] = 0x40;
  for (let at = 0x40; at < 0x100; at += 4) config.set([0x09, at === 0xfc ? 0x40 : at + 4, 3], at);
  expect(standardCapabilities(config, () => {})).toHaveLength(48);
});

test('members that overlap or do not fit are warned of', () => {
  const { config } = sampleEndpoint();
  config[0x41] = 0x44;
  put(config, 0x44, 2, 0xf805);
  put(config, 0xf8, 2, 0x0011);
  const { warnings } = walk(config);
  expect(warnings.join()).toMatch(/PM at 0x40 overlaps MSI at 0x44/);
  expect(warnings.join()).toMatch(/MSI-X at 0xf8 does not fit/);
});

test('extended list: loops, pointers below 0x100 and holes end it with a warning', () => {
  const next = (pointer: number): string => {
    const config = new Uint8Array(4096);
    put(config, 0x100, 4, 0x1401_0001);
    put(config, 0x140, 4, ((pointer << 20) | 0x1000d) >>> 0);
    const warnings: string[] = [];
    expect(extendedCapabilities(config, (text) => warnings.push(text)).map((one) => one.name)).toEqual([
      'AER',
      'ACS',
    ]);
    return warnings.join();
  };
  expect(next(0)).toBe('');
  expect(next(0x100)).toMatch(/returns to 0x100/);
  expect(next(0x40)).toMatch(/below 0x100/);
  expect(next(0x200)).toMatch(/there is none/);
  expect(extendedCapabilities(new Uint8Array(256).fill(1), () => {})).toEqual([]);
});
