import { expect, test } from 'vitest';
import { ENDPOINT, sampleEndpoint } from '../platform/pci/testing/sample-functions.ts';
import type { WritableMap } from './writable-map.ts';
import { writableRegisters } from './writable-registers.ts';

const description = sampleEndpoint();

function mapWith(bytes: Readonly<Record<number, number>>): WritableMap {
  const map = new Uint8Array(description.config.length);
  for (const [at, mask] of Object.entries(bytes)) map[Number(at)] = mask;
  return { default: map, permissive: map, interruptControl: null };
}

test('bytes of a register make one mask, under its name', () => {
  const [command] = writableRegisters(description, mapWith({ 4: 0x04, 5: 0x01 }));
  expect(command).toEqual({
    offset: 4,
    size: 2,
    name: 'COMMAND',
    masks: { default: 0x0104, permissive: 0x0104, interruptControl: 0 },
  });
});

test('bytes of no known register go in fours where they are free', () => {
  const found = writableRegisters(description, mapWith({ 224: 0xff, 227: 0x80, 228: 0x01 }));
  expect(found.map(({ offset, size, masks }) => [offset, size, masks.default])).toEqual([
    [0xe0, 4, 0x800000ff],
    [0xe4, 4, 0x01],
  ]);
  expect(found[0]?.name).toContain('device-specific');
});

test('a byte beside a register of its own stays alone, none is told twice, and all are told', () => {
  const all = new Uint8Array(description.config.length).fill(0xff);
  const found = writableRegisters(description, { default: all, permissive: null, interruptControl: null });
  const covered = new Uint8Array(all.length);
  for (const { offset, size } of found) for (let i = 0; i < size; i++) covered[offset + i]++;
  expect(covered.every((times) => times === 1)).toBe(true);
  expect(found.map(({ offset }) => offset)).toEqual(found.map(({ offset }) => offset).sort((a, b) => a - b));
  expect(found.find(({ offset }) => offset === ENDPOINT.msi + 2)?.name).toBe('MSI control');
});

test('nothing writable, no registers', () => {
  expect(writableRegisters(description, { default: null, permissive: null, interruptControl: null })).toEqual(
    [],
  );
});
