import { describe, expect, it } from 'vitest';
import { PCI_BIST } from '../../abi/pci-regs.ts';
import { BoundCard } from './testing/bound-card.ts';
import { testCard } from './testing/card.ts';

describe('BIST', () => {
  it.each([
    ['starting it, the rest unchanged', 0x80, 0xc0, [[PCI_BIST, 1, 0xc0]]],
    ['an unchanged value', 0x80, 0x80, [[PCI_BIST, 1, 0x80]]],
    ['exactly START', 0x85, 0x40, [[PCI_BIST, 1, 0x40]]],
    ['stopping it', 0xc5, 0x85, [[PCI_BIST, 1, 0x85]]],
    ['another value', 0x80, 0x81, []],
    ['START and another change', 0x80, 0xc1, []],
    ['zero', 0x80, 0x00, []],
  ])('HDR-07: %s', (_name, current, value, writes) => {
    for (const permissive of [false, true]) {
      const card = new BoundCard({
        card: testCard((image) => image.put(PCI_BIST, 1, current, 0x4f)),
        parameters: { permissive },
      });
      expect(card.write(PCI_BIST, 1, value)).toBe(0);
      expect(card.writes()).toEqual(writes);
    }
  });

  it('HDR-07: real read', () => {
    expect(new BoundCard().value(PCI_BIST, 1)).toBe(0x80);
  });

  it('HDR-07: errors of the accessor are returned', () => {
    const card = new BoundCard();
    card.world.faults.configWrite = 1;
    expect(card.write(PCI_BIST, 1, 0xc0)).toBe(-3);
    card.clear();
    card.failRead(2);
    expect(card.write(PCI_BIST, 1, 0xc0)).toBe(-3);
    expect(card.writes()).toEqual([]);
  });
});
