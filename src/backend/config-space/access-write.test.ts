import { describe, expect, it } from 'vitest';
import { PCI_COMMAND, PCI_STATUS } from '../../abi/pci-regs.ts';
import { addQuirkField } from './quirks.ts';
import { BoundCard } from './testing/bound-card.ts';
import { EXTENDED_SCRATCH, SCRATCH } from './testing/card.ts';

const storage = EXTENDED_SCRATCH + 4;

describe('writing', () => {
  it('CONF-16: each field touched gets its share, of its own width', () => {
    const card = new BoundCard();
    addQuirkField(card.driver, card.dev, SCRATCH, 1, 0);
    addQuirkField(card.driver, card.dev, SCRATCH + 2, 2, 0);
    card.clear();
    expect(card.write(SCRATCH, 4, 0x11223344)).toBe(0);
    expect(card.writes()).toEqual([
      [SCRATCH, 1, 0x44],
      [SCRATCH + 2, 2, 0x1122],
    ]);
  });

  it('CONF-16: a narrow write is merged with what the field reads', () => {
    const card = new BoundCard();
    addQuirkField(card.driver, card.dev, SCRATCH, 4, 0);
    card.clear();
    expect(card.write(SCRATCH + 1, 1, 0xabcd)).toBe(0);
    expect(card.writes()).toEqual([[SCRATCH, 4, 0x7766cd44]]);
  });

  it('write-spills-neighbour: the store of a field can be replaced', () => {
    const stored: number[] = [];
    const card = new BoundCard({
      seams: {
        storeField: (_driver, _dev, field, value) => {
          stored.push(field.offset, field.size, value);
          return 0;
        },
      },
    });
    card.write(0x0c, 1, 0x20);
    expect(stored).toEqual([0x0c, 1, 0x20]);
    expect(card.hardware(0x0c, 1)).toBe(0x10);
  });

  it('CONF-17: a field without a write handler swallows the write, in permissive mode too', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    expect(card.write(0x00, 2, 0x1234)).toBe(0);
    expect(card.writes()).toEqual([]);
  });

  it('CONF-18: the status of the last field is the reply', () => {
    const card = new BoundCard();
    addQuirkField(card.driver, card.dev, SCRATCH, 1, 0);
    addQuirkField(card.driver, card.dev, SCRATCH + 1, 1, 0);
    card.world.faults.configWrite = 1;
    expect(card.write(SCRATCH, 2, 0x2211)).toBe(0);
    expect(card.hardware(SCRATCH, 2)).toBe(0x2244);
    const alone = new BoundCard();
    addQuirkField(alone.driver, alone.dev, SCRATCH, 1, 0);
    alone.world.faults.configWrite = 1;
    expect(alone.write(SCRATCH, 2, 0x2211)).toBe(-3);
  });

  it.each([
    ['STATUS beside COMMAND', 0x04, 4, 0xffff0000],
    ['HEADER_TYPE beside BIST', 0x0e, 2, 0x0001],
    ['MIN_GNT and MAX_LAT', 0x3c, 4, 0xffff0000],
  ])('CONF-19: %s is dropped in permissive mode too', (_name, offset, size, value) => {
    const card = new BoundCard({ parameters: { permissive: true } });
    card.fn.config[PCI_STATUS + 1] = 0x40;
    const before = Array.from(card.fn.config);
    expect(card.write(offset, size, value)).toBe(0);
    expect(Array.from(card.fn.config)).toEqual(before);
  });

  it('A.1: a dword at COMMAND reaches the field and never STATUS', () => {
    for (const permissive of [false, true]) {
      const card = new BoundCard({ parameters: { permissive } });
      card.fn.config[PCI_STATUS + 1] = 0xf9;
      expect(card.write(PCI_COMMAND, 4, 0xffff0007)).toBe(0);
      expect(card.value(PCI_COMMAND, 2)).toBe(0x0007);
      expect(card.hardware(PCI_STATUS + 1, 1)).toBe(0xf9);
    }
  });

  it('CONF-20: permissive writes uncovered registers raw, cut to the width', () => {
    const card = new BoundCard();
    card.data.permissive = true;
    expect(card.write(SCRATCH + 1, 1, 0xabcdef)).toBe(0);
    expect(card.writes()).toEqual([[SCRATCH + 1, 1, 0xef]]);
    card.world.faults.configWrite = 1;
    expect(card.write(SCRATCH, 4, 0)).toBe(-3);
  });

  it('CONF-20 A.1: STATUS, written to clear, is such a register', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    card.fn.config[PCI_STATUS + 1] = 0xf9;
    expect(card.write(PCI_STATUS, 2, 0xffff)).toBe(0);
    expect(card.hardware(PCI_STATUS + 1, 1)).toBe(0);
  });

  it('CONF-21 CONF-22: dropped with success, and one warning per binding', () => {
    const card = new BoundCard();
    expect(card.write(SCRATCH, 4, 1)).toBe(0);
    expect(card.write(storage, 4, 1)).toBe(0);
    expect(card.hardware(SCRATCH, 4)).toBe(0x77665544);
    expect(card.writes()).toEqual([]);
    expect(card.lines()).toHaveLength(1);
    expect(card.lines()[0]).toContain('0000:03:00.0');
    card.bind(card.dev);
    card.write(SCRATCH, 4, 1);
    expect(card.lines()).toHaveLength(1);
  });

  it('CONF-22: a write that a field swallows does not warn', () => {
    const card = new BoundCard();
    card.write(0x00, 4, 0);
    card.write(0x0e, 2, 0);
    expect(card.lines()).toEqual([]);
    expect(card.data.warnedOnWrite).toBe(false);
  });

  it('CONF-24 CONF-25: module parameter and device flag alike; fields stay in force', () => {
    for (const device of [false, true]) {
      const card = new BoundCard({ parameters: { permissive: !device } });
      card.data.permissive = device;
      card.write(SCRATCH, 4, 0x01020304);
      expect(card.hardware(SCRATCH, 4)).toBe(0x01020304);
      card.write(0x0d, 1, 0x99);
      card.write(0x10, 4, 0x12345000);
      expect(card.hardware(0x0d, 1)).toBe(0x40);
      expect(card.hardware(0x10, 4)).toBe(0xe000000c);
    }
  });

  it('CONF-26: when the first field cannot be read nothing is written raw', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    addQuirkField(card.driver, card.dev, SCRATCH + 1, 2, 0);
    card.clear();
    expect(card.write(SCRATCH, 4, 0)).toBe(-2);
    expect(card.writes()).toEqual([]);
  });

  it('CONF-36: extended space has no fields', () => {
    const card = new BoundCard();
    expect(card.value(storage, 4)).toBe(0x11223344);
    expect(card.write(storage, 4, 5)).toBe(0);
    expect(card.value(storage, 4)).toBe(0x11223344);
    card.data.permissive = true;
    expect(card.write(storage, 4, 5)).toBe(0);
    expect(card.value(storage, 4)).toBe(5);
  });

  it('uncovered-writable: the fate of such a write can be replaced', () => {
    const card = new BoundCard({
      seams: {
        uncoveredWrite: (driver, dev, offset, _size, value) =>
          driver.kernel.pci.writeConfig(dev, offset, 4, value),
      },
    });
    card.write(SCRATCH, 4, 9);
    expect(card.hardware(SCRATCH, 4)).toBe(9);
  });
});
