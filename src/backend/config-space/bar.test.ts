import { describe, expect, it } from 'vitest';
import {
  IORESOURCE_BUSY,
  IORESOURCE_DISABLED,
  IORESOURCE_UNSET,
  PCI_BASE_ADDRESS_0,
  PCI_ROM_ADDRESS,
} from '../../abi/pci-regs.ts';
import { freeField } from './field-list.ts';
import { resetFields } from './fields.ts';
import { BoundCard } from './testing/bound-card.ts';
import { MEM_SIZE, testCard } from './testing/card.ts';

const BAR0 = PCI_BASE_ADDRESS_0;
const BAR1 = BAR0 + 4;
const BAR2 = BAR0 + 8;
const BAR3 = BAR0 + 12;
const ROM = PCI_ROM_ADDRESS;
const ALL_ONES = 0xffffffff;

const field = (card: BoundCard, offset: number) => card.data.fields.find((each) => each.offset === offset);

/** True when writing `value` makes the register read its length. */
function sizes(offset: number, value: number): boolean {
  const card = new BoundCard();
  const before = card.value(offset, 4);
  expect(card.write(offset, 4, value)).toBe(0);
  expect(card.writes()).toEqual([]);
  return card.value(offset, 4) !== before;
}

describe('BARs and ROM', () => {
  it.each([
    ['BAR0', BAR0, 0xe000000c, 0xffff000c],
    ['BAR1', BAR1, 0x00000008, 0xffffffff],
    ['BAR2', BAR2, 0x0000e001, 0xffffffe1],
    ['BAR3', BAR3, 0, 0],
    ['ROM', ROM, 0xf7000000, 0xffff0000],
  ])('A.4 HDR-33 HDR-34 HDR-35 HDR-43: value and length of %s', (_name, offset, value, length) => {
    const card = new BoundCard();
    expect(card.value(offset, 4)).toBe(value);
    card.write(offset, 4, ALL_ONES);
    expect(card.value(offset, 4)).toBe(length);
  });

  it('HDR-34: sizes of 4 GiB and more show in the upper half', () => {
    const card = new BoundCard({
      card: testCard((image) => image.put(BAR0, 4, 0xc).put(BAR1, 4, 0x100, 0xfffffffc), {
        regions: [{ index: 0, kind: 'mem', address: 2 ** 40, size: 2 ** 34, is64: true, prefetchable: true }],
      }),
    });
    card.write(BAR0, 4, ALL_ONES);
    card.write(BAR1, 4, ALL_ONES);
    expect([card.value(BAR0, 4), card.value(BAR1, 4)]).toEqual([0x0000000c, 0xfffffffc]);
    card.write(BAR1, 4, 0);
    expect(card.value(BAR1, 4)).toBe(0x100);
  });

  it.each([
    ['DISABLED', IORESOURCE_DISABLED],
    ['UNSET', IORESOURCE_UNSET],
    ['BUSY', IORESOURCE_BUSY],
  ])('HDR-33 HDR-34: %s hides a register, but not an upper half', (_name, flag) => {
    const card = new BoundCard({
      prepare: ({ dev }) => {
        dev.resource[0].flags |= flag;
        dev.resource[2].flags |= flag;
      },
    });
    for (const offset of [BAR0, BAR2]) {
      expect(card.value(offset, 4)).toBe(0);
      card.write(offset, 4, ALL_ONES);
      expect(card.value(offset, 4)).toBe(0);
    }
    expect(card.value(BAR1, 4)).toBe(8);
  });

  it('HDR-35: the ROM shows the enable bit of the host', () => {
    const card = new BoundCard({
      prepare: ({ dev }) => {
        dev.resource[6].flags |= 1;
      },
    });
    expect(card.value(ROM, 4)).toBe(0xf7000001);
  });

  it('HDR-36: sizing lasts over any number of reads, until another write or the reset', () => {
    const card = new BoundCard();
    card.clear();
    card.write(BAR0, 4, ALL_ONES);
    for (let i = 0; i < 3; i++) expect(card.value(BAR0, 4)).toBe(0xffff000c);
    card.write(BAR0, 4, 0x12345678);
    expect(card.value(BAR0, 4)).toBe(0xe000000c);
    for (const offset of [BAR0, BAR2, ROM]) card.write(offset, 4, ALL_ONES);
    resetFields(card.driver, card.dev);
    expect(card.value(BAR0, 4)).toBe(0xe000000c);
    expect(card.value(BAR2, 4)).toBe(0xe001);
    expect(card.value(ROM, 4)).toBe(0xf7000000);
  });

  it('HDR-36: the result never comes from hardware', () => {
    const card = new BoundCard();
    card.fn.config.fill(0x5a, BAR0, BAR0 + 24);
    expect(card.value(BAR0, 4)).toBe(0xe000000c);
  });

  it.each([
    [BAR0, 0xffffffff, true],
    [BAR0, 0xfffffff0, true],
    [BAR0, 0xffffff00, false],
    [BAR0, 0xffff0000, false],
    [BAR1, 0xffffffff, true],
    [BAR1, 0xfffffff0, false],
    [BAR2, 0xffffffff, true],
    [BAR2, 0xfffffffc, true],
    [BAR2, 0xfffffff0, false],
    [ROM, 0xffffffff, true],
    [ROM, 0xfffff800, true],
    [ROM, 0xfffffffe, true],
    [ROM, 0xfffff000, false],
  ])('A.4 HDR-37 HDR-39: is 0x%s written to a sizing request', (offset, value, expected) => {
    expect(sizes(offset, value)).toBe(expected);
  });

  it('HDR-38: only the exact value is restored, and only where hardware differs', () => {
    const card = new BoundCard();
    expect(card.write(BAR0, 4, 0xe000000c)).toBe(0);
    expect(card.writes()).toEqual([]);
    card.fn.config[BAR0 + 2] = 0x11;
    expect(card.write(BAR0, 4, 0xe0000000)).toBe(0);
    expect(card.writes()).toEqual([]);
    expect(card.write(BAR0, 4, 0xe000000c)).toBe(0);
    expect(card.writes()).toEqual([[BAR0, 4, 0xe000000c]]);
    expect(card.hardware(BAR0, 4)).toBe(0xe000000c);
  });

  it('HDR-38: success even when hardware cannot be reached', () => {
    const card = new BoundCard();
    card.vanish();
    expect(card.write(BAR0, 4, 0xe000000c)).toBe(0);
    expect(card.write(ROM, 4, 0)).toBe(0);
  });

  it('HDR-39: the guest cannot enable the ROM', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    expect(card.write(ROM, 4, 0xf7000001)).toBe(0);
    expect(card.write(ROM, 1, 0x01)).toBe(0);
    expect(card.writes()).toEqual([]);
  });

  it('HDR-40 A.2: narrow writes are merged with what the register reads', () => {
    const card = new BoundCard();
    card.write(BAR0, 2, 0xffff);
    card.write(BAR0 + 2, 2, 0xffff);
    card.write(BAR0 + 3, 1, 0xff);
    expect(card.value(BAR0, 4)).toBe(0xe000000c);
    card.write(BAR0, 4, ALL_ONES);
    card.write(BAR0, 2, 0xffff);
    expect(card.value(BAR0, 4)).toBe(0xffff000c);
    card.write(BAR0 + 2, 2, 0x1234);
    expect(card.value(BAR0, 4)).toBe(0xe000000c);
    expect(card.writes()).toEqual([]);
  });

  it('HDR-41: guests cannot move BARs', () => {
    for (const permissive of [false, true]) {
      const card = new BoundCard({ parameters: { permissive } });
      for (const offset of [BAR0, BAR1, BAR2, ROM]) card.write(offset, 4, 0xc0000000);
      expect(card.writes()).toEqual([]);
    }
  });

  it('HDR-42: without its data a field fails', () => {
    const card = new BoundCard();
    for (const offset of [BAR0, ROM]) {
      const bar = field(card, offset);
      if (bar !== undefined) freeField(card.driver, bar);
      expect(card.read(offset, 4).err).toBe(-5);
      expect(card.write(offset, 4, 0)).toBe(-5);
    }
  });

  it('HDR-45: writing 0 clears the hardware of a hidden BAR', () => {
    const hidden = {
      prepare: ({ dev }: BoundCard) => {
        dev.resource[2].flags |= IORESOURCE_UNSET;
      },
    };
    const card = new BoundCard(hidden);
    expect(card.hardware(BAR2, 4)).toBe(0xe001);
    expect(card.write(BAR2, 4, ALL_ONES)).toBe(0);
    expect(card.write(BAR2, 4, 0)).toBe(0);
    expect(card.writes()).toEqual([[BAR2, 4, 0]]);
  });

  it('hidden-bar-untouched: the restore can be narrowed', () => {
    const card = new BoundCard({
      prepare: ({ dev }) => {
        dev.resource[2].flags |= IORESOURCE_UNSET;
      },
      seams: { mayRestoreBar: (_driver, _dev, bar) => bar.length !== 0 },
    });
    card.write(BAR2, 4, 0);
    expect(card.writes()).toEqual([]);
  });

  it('bar-length-raw: what is read while sizing can be replaced', () => {
    const card = new BoundCard({
      seams: { sizingValue: () => MEM_SIZE + 1 },
    });
    card.write(BAR0, 4, ALL_ONES);
    expect(card.value(BAR0, 4)).toBe(MEM_SIZE + 1);
  });
});
