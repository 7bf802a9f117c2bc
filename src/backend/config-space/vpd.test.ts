import { describe, expect, it } from 'vitest';
import { PCI_VPD_ADDR, PCI_VPD_DATA } from '../../abi/pci-regs.ts';
import { BoundCard } from './testing/bound-card.ts';
import { VPD } from './testing/card.ts';

const address = VPD + PCI_VPD_ADDR;
const data = VPD + PCI_VPD_DATA;

describe('VPD', () => {
  it('CAP-14: writing an address starts a read of the storage', () => {
    const card = new BoundCard();
    expect(card.write(address, 2, 0x0010)).toBe(0);
    expect(card.writes()).toEqual([[address, 2, 0x0010]]);
    expect(card.value(address, 2)).toBe(card.hardware(address, 2));
  });

  it.each([false, true])('CAP-14: a write of the storage is denied (permissive %s)', (permissive) => {
    const card = new BoundCard({ parameters: { permissive } });
    expect(card.write(address, 2, 0x8000)).toBe(-3);
    expect(card.write(address + 1, 1, 0x80)).toBe(-3);
    expect(card.writes()).toEqual([]);
  });

  it('CAP-15: data is read from hardware, writes are swallowed', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    expect(card.write(data, 4, 0)).toBe(0);
    expect(card.writes()).toEqual([]);
    expect(card.value(data, 4)).toBe(card.hardware(data, 4));
  });

  it('CAP-04: the list header beside it takes no part of a dword write', () => {
    const card = new BoundCard();
    expect(card.write(VPD, 4, 0x0020ffff)).toBe(0);
    expect(card.writes()).toEqual([[address, 2, 0x0020]]);
  });
});
