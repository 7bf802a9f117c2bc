import { beforeEach, describe, expect, test } from 'vitest';
import { noPoints } from '../points.ts';
import { Ev, type Recorder } from '../recorder.ts';
import { Snapshot } from '../snapshot.ts';
import { PciMachine } from './machine.ts';
import { ENDPOINT, sampleConventional, sampleEndpoint } from './testing/sample-functions.ts';

let records: number[][];
let machine: PciMachine;

beforeEach(() => {
  records = [];
  const recorder: Recorder = {
    emit: (...record) => void records.push(record as number[]),
    text: () => 0,
    wordByWord: false,
  };
  machine = new PciMachine({ recorder, points: noPoints });
});

describe('reads', () => {
  test('are little-endian, of 1, 2 and 4 bytes, unsigned', () => {
    const fn = machine.add(sampleEndpoint());
    expect(fn.read(0x00, 4)).toBe(0x10c98086);
    expect(fn.read(0x02, 2)).toBe(0x10c9);
    expect(fn.read(0x01, 1)).toBe(0x80);
    expect(fn.read(0x30, 4)).toBe(0xf7000000);
  });

  test('beyond the function are all-ones of their width, writes there are dropped', () => {
    const fn = machine.add(sampleConventional());
    expect(fn.read(0x100, 1)).toBe(0xff);
    expect(fn.read(0x100, 2)).toBe(0xffff);
    expect(fn.read(0xfe, 4)).toBe(0xffffffff);
    expect(fn.read(-4, 4)).toBe(0xffffffff);
    fn.write(0x100, 4, 0);
    fn.write(-4, 4, 0);
    expect(fn.config).toEqual(sampleConventional().config);
  });
});

describe('write masks', () => {
  test('ids, class, header type and subsystem are read-only', () => {
    const fn = machine.add(sampleEndpoint());
    for (const reg of [0x00, 0x08, 0x2c]) {
      const before = fn.read(reg, 4);
      fn.write(reg, 4, ~before >>> 0);
      expect(fn.read(reg, 4)).toBe(before);
    }
    fn.write(0x0e, 1, 0x7f);
    expect(fn.read(0x0e, 1)).toBe(0);
  });

  test('COMMAND of PCIe lacks what conventional PCI has (MWI, special cycles, palette, fast back-to-back)', () => {
    const fn = machine.add(sampleEndpoint());
    fn.write(0x04, 2, 0xffff);
    expect(fn.read(0x04, 2)).toBe(0x0547);
    const old = machine.add(sampleConventional());
    old.write(0x04, 2, 0xffff);
    expect(old.read(0x04, 2)).toBe(0x077f);
    old.write(0x04, 2, 0x0027); // vector A.3
    expect(old.read(0x04, 2)).toBe(0x0027);
  });

  test('decode bits exist only where there is something to decode', () => {
    const { config } = sampleConventional();
    const bare = config.slice();
    bare.fill(0, 0x04, 0x06);
    bare.fill(0, 0x10, 0x18);
    const fn = machine.add({ ...sampleConventional(), config: bare });
    fn.write(0x04, 2, 0x0007);
    expect(fn.read(0x04, 2)).toBe(0x0004);
  });

  test('status bits are cleared by writing 1, and only those', () => {
    const fn = machine.add(sampleEndpoint());
    fn.config[0x07] = 0xf9;
    fn.write(0x06, 2, 0x8000);
    expect(fn.read(0x06, 2)).toBe(0x7910);
    fn.write(0x06, 2, 0x0000);
    expect(fn.read(0x06, 2)).toBe(0x7910);
    fn.write(0x04, 4, 0xffff0007);
    expect(fn.read(0x06, 2)).toBe(0x0010);
  });

  test('recorded masks replace derived ones', () => {
    const writable = new Uint8Array(4096);
    const w1c = new Uint8Array(4096);
    writable[0x04] = 0x04;
    w1c[0x48] = 0x01;
    const fn = machine.add({ ...sampleEndpoint(), masks: { writable, w1c } });
    fn.write(0x04, 2, 0xffff);
    expect(fn.read(0x04, 2)).toBe(0x0007);
    fn.write(0x04, 2, 0);
    expect(fn.read(0x04, 2)).toBe(0x0003);
    fn.write(0x10, 4, 0xffffffff);
    expect(fn.read(0x10, 4)).toBe(0xe000000c);
  });

  test('registers of the device itself keep what is written where they exist', () => {
    const fn = machine.add(sampleConventional());
    fn.write(0x48, 2, 0x1234);
    expect(fn.read(0x48, 2)).toBe(0x0034);
  });
});

describe('BAR sizing in hardware (A.4)', () => {
  test('all-ones give the size mask with the type bits; an address sticks', () => {
    const fn = machine.add(sampleEndpoint());
    for (const [reg, length, address] of [
      [0x10, 0xffff000c, 0xd000000c],
      [0x14, 0xffffffff, 0x00000009],
      [0x18, 0xffffffe1, 0x0000d021],
      [0x30, 0xffff0001, 0xf1000001],
    ] as const) {
      fn.write(reg, 4, 0xffffffff);
      expect(fn.read(reg, 4)).toBe(length);
      fn.write(reg, 4, address);
      expect(fn.read(reg, 4)).toBe(address);
    }
    fn.write(0x1c, 4, 0xffffffff);
    expect(fn.read(0x1c, 4)).toBe(0);
  });

  test('bars tell what firmware assigned', () => {
    const fn = machine.add(sampleEndpoint());
    expect(
      fn.bars.map(({ index, kind, address, size, is64, prefetchable }) => [
        index,
        kind,
        address,
        size,
        is64,
        prefetchable,
      ]),
    ).toEqual([
      [0, 'mem', 0x8_e000_0000, 0x10000, true, true],
      [2, 'io', 0xe000, 0x20, false, false],
      [6, 'rom', 0xf7000000, 0x10000, false, false],
    ]);
    expect(fn.msixTable).toEqual({ bar: 0, offset: 0x2000, entries: 8, pbaBar: 0, pbaOffset: 0x3000 });
  });
});

describe('memory and interrupts', () => {
  test('the MSI-X table answers only while memory decode is on; else an Unsupported Request is on record', () => {
    const fn = machine.add(sampleEndpoint());
    expect(fn.accessMsixTable()).toBe(true);
    fn.write(0x04, 2, 0x0005);
    expect(fn.accessMsixTable()).toBe(false);
    expect(records).toEqual([[Ev.UnsupportedRequest, fn.index]]);
    expect(fn.decodesIo()).toBe(true);
  });

  test('functions share a line; it is asserted until acknowledged, disabled, or MSI is on', () => {
    const a = machine.add(sampleEndpoint());
    const b = machine.add(sampleConventional());
    expect(machine.lines.get(11)).toEqual([a, b]);
    b.setInterrupt(true);
    expect([machine.lineLevel(11), a.lineLevel, b.lineLevel, b.read(0x06, 2) & 8]).toEqual([
      true,
      false,
      true,
      8,
    ]);
    b.write(0x04, 2, 0x0403);
    expect(machine.lineLevel(11)).toBe(false);
    b.write(0x04, 2, 0x0003);
    b.setInterrupt(false);
    expect([machine.lineLevel(11), b.read(0x06, 2) & 8]).toEqual([false, 0]);
    a.setInterrupt(true);
    expect(a.lineLevel).toBe(true);
    a.write(ENDPOINT.msi + 2, 2, 0x0001);
    expect(a.lineLevel).toBe(false);
    expect(machine.lineLevel(99)).toBe(false);
  });

  test('a vanished function answers nothing and keeps nothing', () => {
    const fn = machine.add(sampleEndpoint());
    fn.vanish();
    expect([fn.read(0, 1), fn.read(0, 2), fn.read(0, 4)]).toEqual([0xff, 0xffff, 0xffffffff]);
    const before = fn.config.slice();
    fn.write(0x04, 2, 0);
    expect(fn.config).toEqual(before);
    expect([fn.accessMemory(), fn.functionReset('flr')]).toEqual([false, false]);
  });
});

describe('VPD and BIST', () => {
  test('the F bit handshake reads and writes four bytes at a time', () => {
    const fn = machine.add(sampleEndpoint());
    const { vpd } = ENDPOINT;
    fn.write(vpd + 2, 2, 0);
    expect(fn.read(vpd + 2, 2)).toBe(0x8000);
    expect(fn.read(vpd + 4, 4) & 0xff).toBe(0x82);
    fn.write(vpd + 4, 4, 0x01020304);
    fn.write(vpd + 2, 2, 0x8040);
    expect(fn.read(vpd + 2, 2)).toBe(0x0040);
    fn.write(vpd + 4, 4, 0);
    fn.write(vpd + 2, 2, 0x0040);
    expect(fn.read(vpd + 4, 4)).toBe(0x01020304);
    fn.write(vpd + 2, 2, 0x7ffc);
    expect(fn.read(vpd + 4, 4)).toBe(0);
  });

  test('BIST runs and ends at once where there is one', () => {
    const { config, ...rest } = sampleConventional();
    const capable = config.slice();
    capable[0x0f] = 0x80;
    const fn = machine.add({ ...rest, config: capable });
    fn.write(0x0f, 1, 0xc0);
    expect(fn.read(0x0f, 1)).toBe(0x80);
  });
});

test('a snapshot that leaves out the constants restores every register', () => {
  const fn = machine.add(sampleEndpoint());
  const before = fn.config.slice();
  const snapshot = new Snapshot([machine], [machine.ports, ...machine.constants()]);
  fn.write(0x04, 2, 0);
  fn.write(ENDPOINT.pm + 4, 2, 3);
  fn.scratch = 9;
  fn.vanish();
  snapshot.restore();
  expect([fn.connected, fn.scratch, fn.powerState]).toEqual([true, 0, 0]);
  expect(fn.config).toEqual(before);
});
