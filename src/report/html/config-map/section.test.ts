import { expect, it } from 'vitest';
import type { MappedDevice } from './data.ts';
import { stretches } from './picture.ts';
import { configMapSection } from './section.ts';

const device = (more: Partial<MappedDevice> = {}): MappedDevice => ({
  ...{ name: 'card', address: '0000:03:00.0', size: 256, problem: null },
  registers: [
    {
      offset: 4,
      size: 2,
      name: 'COMMAND',
      masks: { default: 0x4, permissive: 0x147, interruptControl: 0x404 },
    },
  ],
  ...more,
});
const text = (...devices: MappedDevice[]): string =>
  configMapSection({ driver: 'linux-6.1', devices, leftOut: [] }).body.text;

it('finds stretches of set bits', () => {
  expect(stretches(0x80000147)).toEqual([
    [0, 3],
    [6, 1],
    [8, 1],
    [31, 1],
  ]);
  expect(stretches(0xffffffff | 0)).toEqual([[0, 32]]);
});

it('has one link for each register, with name and masks, and a row of the table that it leads to', () => {
  const body = text(device());
  expect(body.match(/<a href="#config-map-0-r0">/g)).toHaveLength(1);
  expect(body).toContain('0x004 COMMAND: ');
  expect(body).toContain('default 0x0004, permissive 0x0147, interrupt control 0x0404');
  expect(body).toMatch(/<tr id="config-map-0-r0">.*COMMAND.*0x0004.*0x0147.*0x0404/);
});

it('marks what only a mode opens by another pattern', () => {
  // COMMAND's bits 0, 1, 6 and 8 in the second of three panels; bit 2 is writable in all.
  const body = text(device());
  expect(body).toMatch(/d="M\d+ 64h7v16h-7zM\d+ 64h7v16h-7zM\d+ 64h7v16h-7z" fill="url\(#config-map-base\)"/);
  expect(body).toMatch(
    /d="M\d+ 64h14v16h-14zM\d+ 64h7v16h-7zM\d+ 64h7v16h-7zM\d+ 64h7v16h-7z" fill="url\(#config-map-more\)"/,
  );
});

it('says what is wrong with a device that has no map, and shows the others', () => {
  const body = text(device({ problem: 'broken <dump>', registers: [] }), device());
  expect(body).toContain('broken &lt;dump&gt;');
  expect(body).toContain('config-map-1-r0');
});

it('shows a device in which nothing is writable', () => {
  expect(text(device({ registers: [] }))).toContain('64 dwords: nothing');
});

it('escapes names of devices and registers', () => {
  const registers = device().registers.map((one) => ({ ...one, name: '"><script>\u202e' }));
  const body = text(device({ name: '<img onerror=x>', registers }));
  expect(body).not.toMatch(/<script|<img|\u202e/);
});
