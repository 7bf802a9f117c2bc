import { expect, it } from 'vitest';
import type { WritableRegister } from '../../../campaign/writable-registers.ts';
import { bitCount, rowsOf, runsOf, writableBits } from './rows.ts';

const register = (
  offset: number,
  size: 1 | 2 | 4,
  name: string,
  permissive: number,
  own = 0,
): WritableRegister => ({ offset, size, name, masks: { default: own, permissive, interruptControl: own } });

const command = register(4, 2, 'COMMAND', 0x147, 4);
const status = register(6, 2, 'STATUS', 0xf900);
const raw = [0x40, 0x44, 0x48].map((at) =>
  register(at, 4, `device-specific 0x${at.toString(16)}`, 0xffffffff),
);

it('takes neighbours of one kind with the same masks as one', () => {
  expect(
    runsOf([command, status, ...raw]).map(({ first, count, end }) => [first.offset, count, end]),
  ).toEqual([
    [4, 1, 5],
    [6, 1, 7],
    [0x40, 3, 0x4b],
  ]);
  const other = register(0x4c, 4, 'device-specific 0x4c', 1);
  expect(runsOf([...raw, other])).toHaveLength(2);
});

it('has a row for each dword with a writable bit, and folds all others', () => {
  const rows = rowsOf(runsOf([command, status, ...raw]), 256);
  expect(
    rows.map(({ kind, offset, ...row }) => [kind, offset, 'dwords' in row ? row.dwords : row.parts.length]),
  ).toEqual([
    ['gap', 0, 1],
    ['dword', 4, 2],
    ['gap', 8, 14],
    ['dword', 0x40, 1],
    ['alike', 0x44, 2],
    ['gap', 0x4c, 45],
  ]);
});

it('puts the bits of a register where they are in the dword', () => {
  const [, row] = rowsOf(runsOf([status]), 8);
  expect(row).toMatchObject({
    parts: [{ bit: 16, bits: 16, masks: { default: 0, permissive: 0xf9000000 } }],
  });
});

it('shows a register that crosses the border of two dwords in both', () => {
  const rows = rowsOf(runsOf([register(6, 4, 'ODD', 0x81234567)]), 12);
  expect(rows.flatMap((row) => (row.kind === 'dword' ? row.parts : []))).toMatchObject([
    { bit: 16, bits: 16, masks: { permissive: 0x45670000 } },
    { bit: 0, bits: 16, masks: { permissive: 0x8123 } },
  ]);
});

it('counts bits', () => {
  expect([0, 1, 0xffffffff, 0x80000001].map(bitCount)).toEqual([0, 1, 32, 2]);
  expect(writableBits([command, ...raw], 'permissive')).toBe(5 + 96);
});
