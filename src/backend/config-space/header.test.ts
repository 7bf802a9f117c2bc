import { describe, expect, it } from 'vitest';
import { describeFunction } from '../../platform/pci/description.ts';
import { BoundCard } from './testing/bound-card.ts';
import { testCard } from './testing/card.ts';

/** A PF with SR-IOV enabled and its first VF, whose ids read 0xffff in hardware. */
function virtualFunction() {
  const pf = testCard((image) =>
    image
      .put(0x04, 2, 0x0006, 0x077f)
      .put(0x100, 4, 0x0001_0010)
      .put(0x108, 4, 0x0000_0009, 0x1f)
      .put(0x10c, 4, 0x0002_0002)
      .put(0x110, 4, 0x0000_0002)
      .put(0x114, 4, 0x0002_0080)
      .put(0x118, 4, 0x10ca_0000)
      .put(0x11c, 4, 0x0000_0553),
  );
  const config = new Uint8Array(4096);
  config.fill(0xff, 0, 4);
  const vf = describeFunction({
    bus: 3,
    devfn: 0x80,
    config,
    isVf: true,
    physfnAddress: { domain: 0, bus: 3, devfn: 0 },
    regions: [
      { index: 0, kind: 'mem', address: 0xd000_0000, size: 0x4000, is64: false, prefetchable: false },
    ],
  });
  return { others: [pf], card: vf };
}

function bridge(hdrType = 1) {
  return testCard(
    (image) =>
      image
        .put(0x0a, 2, 0x0604)
        .put(0x0e, 1, hdrType)
        .put(0x10, 4, 0xd000_0000, 0xffff_f000)
        .put(0x14, 4, 0)
        .put(0x18, 4, 0x0004_0403, 0x00ff_ffff)
        .put(0x30, 4, 0)
        .put(0x38, 4, 0xf800_0000, 0xffff_f801)
        .put(0x3e, 2, 0, 0x0fff),
    {
      regions: [
        { index: 0, kind: 'mem', address: 0xd000_0000, size: 0x1000, is64: false, prefetchable: false },
      ],
    },
  );
}

describe('header fields', () => {
  it('HDR-01 HDR-02: ids are the ones the host knows', () => {
    const card = new BoundCard();
    card.fn.config.fill(0xff, 0, 4);
    expect(card.value(0x00, 4)).toBe(0x10c98086);
    expect(card.value(0x02, 2)).toBe(0x10c9);
    expect(card.write(0x00, 4, 0)).toBe(0);
    expect(card.writes()).toEqual([]);
  });

  it('HDR-01 HDR-44: a virtual function shows its ids and BARs, which hardware does not', () => {
    const card = new BoundCard(virtualFunction());
    expect(card.hardware(0x00, 4)).toBe(0xffffffff);
    expect(card.value(0x00, 2)).toBe(0x8086);
    expect(card.value(0x02, 2)).toBe(0x10ca);
    expect(card.hardware(0x10, 4)).toBe(0);
    expect(card.value(0x10, 4)).toBe(0xd000_0000);
    expect(card.write(0x10, 4, 0xffffffff)).toBe(0);
    expect(card.value(0x10, 4)).toBe(0xffff_c000);
    expect(card.write(0x10, 4, 0xd000_0000)).toBe(0);
    expect(card.hardware(0x10, 4)).toBe(0);
  });

  it("HDR-03: INTERRUPT_LINE is the low byte of the host's present interrupt", () => {
    const card = new BoundCard();
    expect(card.hardware(0x3c, 1)).toBe(0x0b);
    expect(card.value(0x3c, 1)).toBe(17);
    card.dev.irq = 0x134;
    expect(card.value(0x3c, 1)).toBe(0x34);
    expect(card.write(0x3c, 1, 5)).toBe(0);
    expect(card.writes()).toEqual([]);
  });

  it.each([
    ['HDR-04 INTERRUPT_PIN', 0x3d, 1],
    ['HDR-06 LATENCY_TIMER', 0x0d, 1],
  ])('%s: real read, writes swallowed when permissive too', (_name, offset, size) => {
    const card = new BoundCard({ parameters: { permissive: true } });
    card.fn.config[offset] = 3;
    expect(card.value(offset, size)).toBe(3);
    expect(card.write(offset, size, 0x55)).toBe(0);
    expect(card.writes()).toEqual([]);
    expect(card.lines()).toEqual([]);
  });

  it('HDR-05: CACHE_LINE_SIZE is real in every mode', () => {
    const card = new BoundCard();
    expect(card.write(0x0c, 1, 0x20)).toBe(0);
    expect(card.hardware(0x0c, 1)).toBe(0x20);
    expect(card.value(0x0c, 1)).toBe(0x20);
  });

  it('HDR-30: type 0 has six BARs and the ROM', () => {
    const offsets = new BoundCard().data.fields
      .filter((field) => field.size === 4)
      .map((field) => field.offset);
    expect(offsets.slice(0, 7)).toEqual([0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x30]);
  });

  it('HDR-31: type 1 has two BARs and the ROM; bus numbers and bridge control have no field', () => {
    const card = new BoundCard({ card: bridge() });
    expect(card.status).toBe(0);
    const offsets = card.data.fields
      .map((field) => field.offset)
      .filter((offset) => offset >= 0x10 && offset < 0x40);
    expect(offsets).toEqual([0x3c, 0x3d, 0x10, 0x14, 0x38]);
    expect(card.write(0x18, 4, 0)).toBe(0);
    expect(card.lines()).toHaveLength(1);
    card.data.permissive = true;
    expect(card.write(0x19, 1, 9)).toBe(0);
    expect(card.hardware(0x19, 1)).toBe(9);
    expect(card.write(0x3e, 2, 0x20)).toBe(0);
    expect(card.hardware(0x3e, 2)).toBe(0x20);
  });

  it('HDR-32: another header type ends the initialisation', () => {
    expect(
      new BoundCard({
        prepare: (card) => {
          card.dev.hdrType = 2;
        },
      }).status,
    ).toBe(-22);
  });

  it('CONF-37: registers without a field read hardware and take no write', () => {
    const card = new BoundCard();
    for (const offset of [
      0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0e, 0x28, 0x2c, 0x2f, 0x34, 0x35, 0x3b, 0x3e, 0x3f,
    ]) {
      expect(card.value(offset, 1)).toBe(card.hardware(offset, 1));
      card.data.warnedOnWrite = false;
      expect(card.write(offset, 1, 0xff)).toBe(0);
      expect(card.data.warnedOnWrite, `0x${offset.toString(16)}`).toBe(true);
    }
    expect(card.writes()).toEqual([]);
  });
});
