import { describe, expect, it } from 'vitest';
import { PCI_DEVFN } from '../../abi/pci-regs.ts';
import { deviceData } from '../device-data.ts';
import { freeDynamicFields } from './fields.ts';
import {
  addQuirkField,
  findQuirk,
  PCI_ANY_ID,
  type QuirkRecord,
  quirkMatches,
  releaseQuirk,
  storeQuirk,
} from './quirks.ts';
import { BoundCard } from './testing/bound-card.ts';
import { SCRATCH, testCard } from './testing/card.ts';

const add = (card: BoundCard, offset: number, size: number, mask = 0) =>
  addQuirkField(card.driver, card.dev, offset, size, mask);

/** Two identical cards, the first of them `card`. */
function twins(seams = {}) {
  const card = new BoundCard({ others: [testCard(undefined, { devfn: PCI_DEVFN(1, 0) })], seams });
  const twin = card.kernel.pci.devices[0];
  card.bind(twin);
  return { card, twin };
}

describe('quirk fields', () => {
  it('QRK-02 QRK-07: only sizes 1, 2 and 4; memory is asked for first', () => {
    const card = new BoundCard();
    const before = card.kernel.allocated;
    for (const size of [0, 3, 5, 8]) expect(add(card, SCRATCH, size)).toBe(-22);
    card.world.faults.alloc = 1;
    expect(add(card, SCRATCH, 3)).toBe(-12);
    card.world.faults.alloc = 1;
    expect(add(card, SCRATCH, 4)).toBe(-12);
    expect(card.kernel.allocated).toBe(before);
    expect(card.data.fields).toHaveLength(27);
  });

  it.each([1, 2, 4])('QRK-04: %i bytes become writable without permissive', (size) => {
    const card = new BoundCard();
    expect(add(card, SCRATCH, size)).toBe(0);
    expect(card.write(SCRATCH, size, 0x01020304 % 2 ** (8 * size))).toBe(0);
    expect(card.hardware(SCRATCH, size)).toBe(0x01020304 % 2 ** (8 * size));
    expect(card.value(SCRATCH, 4)).toBe(card.hardware(SCRATCH, 4));
  });

  it('QRK-05: the mask is kept and never applied', () => {
    const card = new BoundCard();
    add(card, SCRATCH, 4, 0x0000ffff);
    expect(card.data.fields.at(-1)?.mask).toBe(0xffff);
    expect(card.data.fields[0].mask).toBe(0);
    card.write(SCRATCH, 4, 0x01020304);
    expect(card.hardware(SCRATCH, 4)).toBe(0x01020304);
    expect(card.value(SCRATCH, 4)).toBe(0x01020304);
  });

  it('quirk-mask-applied: how it is stored can be replaced', () => {
    const card = new BoundCard({
      seams: {
        storeQuirk: (driver, dev, field, value) => storeQuirk(driver, dev, field, value & field.mask),
      },
    });
    add(card, SCRATCH, 4, 0x0000ffff);
    card.write(SCRATCH, 4, 0x01020304);
    expect(card.hardware(SCRATCH, 4)).toBe(0x0304);
  });

  it('QRK-06 A.13: a misaligned field fails every access that touches it', () => {
    const card = new BoundCard();
    expect(add(card, SCRATCH + 1, 2)).toBe(0);
    expect(card.read(SCRATCH, 4).err).toBe(-2);
    expect(card.read(SCRATCH + 1, 1).err).toBe(-2);
    expect(card.read(SCRATCH + 2, 2).err).toBe(-2);
    expect(card.write(SCRATCH + 2, 1, 0)).toBe(-2);
    expect(card.read(SCRATCH + 4, 4).err).toBe(0);
    expect(card.read(SCRATCH, 1).err).toBe(0);
  });

  it('QRK-08 A.13: a start that is in use is ignored with success', () => {
    const card = new BoundCard();
    const before = card.kernel.allocated;
    expect(add(card, 0x10, 4)).toBe(0);
    expect(card.data.fields).toHaveLength(27);
    expect(card.kernel.allocated).toBe(before);
    card.write(0x10, 4, 0xc0000000);
    expect(card.hardware(0x10, 4)).toBe(0xe000000c);
  });

  it('QRK-09: overlapping an older field, both write handlers run', () => {
    const card = new BoundCard();
    add(card, 0x0e, 2);
    card.clear();
    expect(card.write(0x0f, 1, 0xc0)).toBe(0);
    expect(card.writes().map(([reg]) => reg)).toEqual([0x0f, 0x0e]);
  });

  it('QRK-10 A.13: after the return all three are gone', () => {
    const card = new BoundCard();
    card.fn.config[0x11] = 0x77;
    add(card, 0x10, 4);
    add(card, 0x11, 1);
    add(card, 0xe1, 2);
    freeDynamicFields(card.driver, card.dev);
    expect(card.value(0x10, 4)).toBe(0xe000000c);
    expect(card.read(0xe0, 4).err).toBe(0);
  });
});

describe('quirk records', () => {
  it('STUB-10 QRK-11: one per bound device, in the order of initialisation', () => {
    const { card, twin } = twins();
    expect(card.driver.quirks.map((record) => record.dev)).toEqual([card.dev, twin]);
    expect(card.driver.quirks[0]).toMatchObject({
      vendor: 0x8086,
      device: 0x10c9,
      subsystemVendor: 0x8086,
      subsystemDevice: 0xa03c,
    });
  });

  it('QRK-12: with twins the first record goes, which is the other one', () => {
    const { card, twin } = twins();
    expect(findQuirk(card.driver, twin)?.dev).toBe(card.dev);
    releaseQuirk(card.driver, twin);
    expect(card.driver.quirks.map((record) => record.dev)).toEqual([twin]);
    releaseQuirk(card.driver, card.dev);
    releaseQuirk(card.driver, card.dev);
    expect(card.driver.quirks).toEqual([]);
    expect(deviceData(twin)).not.toBeNull();
  });

  it.each(['vendor', 'device', 'subsystemVendor', 'subsystemDevice'] as const)(
    'QRK-12: %s counts, or any',
    (id) => {
      const card = new BoundCard();
      const [record] = card.driver.quirks;
      const changed = (value: number): QuirkRecord => ({ ...record, [id]: value });
      expect(quirkMatches(card.driver, changed(1), card.dev)).toBe(false);
      expect(quirkMatches(card.driver, changed(PCI_ANY_ID), card.dev)).toBe(true);
    },
  );

  it('QRK-12: the class does not count', () => {
    const { card, twin } = twins();
    twin.class = 0x020000;
    expect(findQuirk(card.driver, twin)?.dev).toBe(card.dev);
  });

  it('quirk-record-by-device: the comparison can be replaced', () => {
    const { card, twin } = twins({
      quirkMatches: (_driver: unknown, record: QuirkRecord, dev: unknown) => record.dev === dev,
    });
    releaseQuirk(card.driver, twin);
    expect(card.driver.quirks.map((record) => record.dev)).toEqual([card.dev]);
  });
});
