import { describe, expect, it } from 'vitest';
import { PCI_COMMAND } from '../../abi/pci-regs.ts';
import { configRead, toReplyError } from './access.ts';
import { describeField } from './field.ts';
import { addField } from './field-list.ts';
import { readHardware } from './hardware.ts';
import { addQuirkField } from './quirks.ts';
import { BoundCard } from './testing/bound-card.ts';
import { SCRATCH, testCard } from './testing/card.ts';

describe('request validity', () => {
  it.each([
    [0x00, 3],
    [0x02, 4],
    [0x01, 2],
    [0x04, 0],
    [0x04, -4],
    [-1, 2],
    [SCRATCH, 8],
  ])('CONF-01 CONF-03 CONF-04 A.1: 0x%s, %i is refused', (offset, size) => {
    const card = new BoundCard({ parameters: { permissive: true } });
    expect(card.read(offset, size)).toEqual({ err: -2, value: 0 });
    expect(card.write(offset, size, 0xffffffff)).toBe(-2);
    expect(card.reads()).toEqual([]);
    expect(card.writes()).toEqual([]);
  });

  it('CONF-02 CONF-33 A.1: the offset has no upper bound of its own', () => {
    const card = new BoundCard();
    expect(card.read(0x1000, 4)).toEqual({ err: -22, value: 0xffffffff });
    expect(card.write(0x1000, 4, 0)).toBe(0);
    expect(card.lines()).toHaveLength(1);
    card.data.permissive = true;
    expect(card.write(0x1000, 4, 0)).toBe(-22);
  });

  it('CONF-34: an aligned negative offset is an alias of the own registers, behind the fields', () => {
    const card = new BoundCard();
    expect(card.write(PCI_COMMAND, 2, 0x0147)).toBe(0);
    expect(card.read(-0x80000000 + PCI_COMMAND, 2)).toEqual({ err: 0, value: 0x0007 });
    expect(card.value(PCI_COMMAND, 2)).toBe(0x0147);
    card.data.permissive = true;
    expect(card.write(-0x80000000 + SCRATCH, 4, 0xcafe)).toBe(0);
    expect(card.hardware(SCRATCH, 4)).toBe(0xcafe);
  });

  it('CONF-34: on another segment it is refused by the host', () => {
    const card = new BoundCard({ card: testCard(undefined, { domain: 1 }) });
    expect(card.read(-4, 4)).toEqual({ err: -22, value: 0xffffffff });
  });

  it('offset-in-range: the check can be narrowed', () => {
    const card = new BoundCard({ seams: { offsetValid: (_driver, _dev, offset) => offset >= 0 } });
    expect(card.read(-4, 4)).toEqual({ err: -2, value: 0 });
    expect(card.write(-4, 4, 1)).toBe(-2);
  });
});

describe('reading', () => {
  it('CONF-05 reads hardware once with the requested width', () => {
    const card = new BoundCard();
    card.clear();
    expect(card.value(SCRATCH + 1, 1)).toBe(0x55);
    expect(card.value(SCRATCH + 2, 2)).toBe(0x7766);
    expect(card.value(SCRATCH, 4)).toBe(0x77665544);
    expect(card.reads()).toEqual([
      [SCRATCH + 1, 1],
      [SCRATCH + 2, 2],
      [SCRATCH, 4],
    ]);
  });

  it.each([
    [1, 0xff],
    [2, 0xffff],
    [4, 0xffffffff],
  ])('CONF-06: a failed read of %i bytes is all-ones', (size, value) => {
    const card = new BoundCard();
    card.world.faults.configRead = 1;
    expect(card.read(SCRATCH, size)).toEqual({ err: -3, value });
  });

  it('CONF-07: an access touches a field when they have a byte in common', () => {
    const card = new BoundCard();
    const start = SCRATCH + 2;
    addQuirkField(card.driver, card.dev, start, 2, 0);
    for (const size of [1, 2, 4]) {
      for (let offset = SCRATCH; offset < SCRATCH + 8; offset += size) {
        card.clear();
        card.value(offset, size);
        const bytes = Array.from({ length: size }, (_, i) => offset + i);
        const common = bytes.includes(start) || bytes.includes(start + 1);
        expect(card.reads().length, `0x${offset.toString(16)}, ${size}`).toBe(common ? 2 : 1);
      }
    }
  });

  it('CONF-08 reads the whole field whatever part was asked for', () => {
    const card = new BoundCard();
    addQuirkField(card.driver, card.dev, SCRATCH, 4, 0);
    card.clear();
    card.value(SCRATCH + 3, 1);
    expect(card.reads()).toEqual([
      [SCRATCH + 3, 1],
      [SCRATCH, 4],
    ]);
  });

  it('CONF-09 A.13: a field error ends the walk and is returned', () => {
    const card = new BoundCard();
    addQuirkField(card.driver, card.dev, SCRATCH + 1, 2, 0);
    addQuirkField(card.driver, card.dev, SCRATCH + 3, 1, 0);
    card.clear();
    expect(card.read(SCRATCH, 4)).toEqual({ err: -2, value: 0x77665544 });
    expect(card.reads()).toHaveLength(2);
  });

  it('CONF-10 A.9: the last field hides that hardware could not be read', () => {
    const card = new BoundCard();
    card.vanish();
    expect(card.read(0x00, 4)).toEqual({ err: 0, value: 0x10c98086 });
    expect(card.read(0x10, 4)).toEqual({ err: 0, value: 0xe000000c });
  });

  it.each([
    [PCI_COMMAND, 2, 0xffff],
    [0x08, 4, 0xffffffff],
    [0x3c, 4, 0xffffff11],
  ])('CONF-35 CONF-39 A.9: 0x%s, %i of a vanished device', (offset, size, value) => {
    const card = new BoundCard();
    card.vanish();
    expect(card.read(offset, size)).toEqual({ err: -1, value });
  });

  it('A.9: a write to a vanished device gives dev_not_found', () => {
    const card = new BoundCard();
    card.vanish();
    expect(card.write(PCI_COMMAND, 2, 7)).toBe(-1);
  });

  it.each([
    [0x10, 4, 0xe0001008],
    [0x10, 2, 0xe0001008],
    [0x10, 1, 0xe0001008],
    [0x11, 1, 0x00e00010],
    [0x12, 2, 0x0000e000],
    [0x13, 1, 0x000000e0],
    [0x04, 1, 0x00000147],
    [0x05, 1, 0x00000001],
  ])('CONF-12 A.2: 0x%s, %i keeps the rest of the field', (offset, size, value) => {
    const card = new BoundCard({
      card: testCard((image) => image.put(0x10, 4, 0xe0001008, 0xfffff000).put(0x14, 4, 0), {
        regions: [
          { index: 0, kind: 'mem', address: 0xe0001000, size: 0x1000, is64: false, prefetchable: true },
        ],
      }),
    });
    card.write(PCI_COMMAND, 2, 0x0147);
    for (const [i, byte] of [0xef, 0xbe, 0xad, 0xde].entries()) card.fn.config[0x10 + i] = byte;
    expect(card.read(offset, size)).toEqual({ err: 0, value });
  });

  it('narrow-read-value: the value can be cut to the width', () => {
    const card = new BoundCard({
      seams: { narrowReadValue: (_driver, value, size) => value % 2 ** (8 * size) },
    });
    expect(card.value(0x00, 1)).toBe(0x86);
  });

  it('CONF-13 QRK-09 A.13: the field added last wins its bytes', () => {
    const card = new BoundCard();
    card.fn.config[0x11] = 0x77;
    addQuirkField(card.driver, card.dev, 0x11, 1, 0);
    expect(card.value(0x10, 4)).toBe(0xe000770c);
  });

  it('CONF-14: a field without a read handler, or of an odd size, reads 0', () => {
    const card = new BoundCard();
    addField(card.driver, card.dev, describeField(SCRATCH, 2), 0);
    addField(card.driver, card.dev, describeField(SCRATCH + 4, 3, { read: readHardware }), 0);
    expect(card.value(SCRATCH, 4)).toBe(0x77660000);
    expect(card.value(SCRATCH + 4, 1)).toBe(0);
  });

  it('CONF-23: permissive has no effect on reads', () => {
    const card = new BoundCard();
    const before = Array.from({ length: 1024 }, (_, i) => card.read(i * 4, 4));
    card.data.permissive = true;
    expect(Array.from({ length: 1024 }, (_, i) => card.read(i * 4, 4))).toEqual(before);
  });

  it('overlap-misses-enclosed: the overlap test can be replaced', () => {
    const card = new BoundCard({ seams: { fieldOverlaps: () => false } });
    expect(card.value(0x10, 4)).toBe(card.hardware(0x10, 4));
    card.fn.config[0x10] = 0x55;
    expect(card.value(0x10, 1)).toBe(0x55);
  });

  it('a device without data is a null dereference', () => {
    const card = new BoundCard();
    card.dev.driverData = null;
    expect(() => configRead(card.driver, card.dev, 0, 4, { value: 0 })).toThrow('no device data');
    expect(() => card.write(0, 4, 0)).toThrow('no device data');
  });
});

describe('status mapping', () => {
  it.each([
    [0x00, 0],
    [0x86, -1],
    [0x87, -2],
    [0x81, -4],
    [0x88, -3],
    [0x83, 0x83],
    [0x89, 0x89],
    [-22, -22],
    [-3, -3],
  ])('CONF-15: %i becomes %i', (status, err) => {
    expect(toReplyError(status)).toBe(err);
  });
});
