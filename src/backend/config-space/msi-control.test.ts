import { describe, expect, it } from 'vitest';
import { PCI_COMMAND } from '../../abi/pci-regs.ts';
import { BoundCard } from './testing/bound-card.ts';
import { MSI, MSIX } from './testing/card.ts';

const MSI_CONTROL = MSI + 2;
const MSIX_CONTROL = MSIX + 2;

/** A card whose root has allowed interrupt control. */
function allowed(): BoundCard {
  const card = new BoundCard();
  card.data.allowInterruptControl = true;
  return card;
}

/** Sets a register in hardware, past all masks. */
function poke(card: BoundCard, reg: number, value: number): void {
  card.fn.config[reg] = value;
  card.fn.config[reg + 1] = value >> 8;
}

describe('MSI and MSI-X control words', () => {
  it('CAP-16: real reads', () => {
    const card = new BoundCard();
    expect(card.value(MSI_CONTROL, 2)).toBe(0x0080);
    expect(card.value(MSIX_CONTROL, 2)).toBe(0x0003);
    poke(card, MSIX_CONTROL, 0xc003);
    expect(card.value(MSIX_CONTROL, 2)).toBe(0xc003);
  });

  it('A.8 CAP-21 CAP-22: without the opt-in only an unchanged value is accepted', () => {
    const card = new BoundCard();
    expect(card.write(MSI_CONTROL, 2, 0x0080)).toBe(0);
    expect(card.write(MSIX_CONTROL, 2, 0x0003)).toBe(0);
    expect(card.write(MSI_CONTROL, 2, 0x0081)).toBe(-3);
    expect(card.write(MSIX_CONTROL, 2, 0x8003)).toBe(-3);
    expect(card.writes()).toEqual([]);
  });

  it('A.8 CAP-23: with the opt-in and INTx on it may be enabled', () => {
    const card = allowed();
    expect(card.write(MSI_CONTROL, 2, 0x0081)).toBe(0);
    expect(card.writes()).toEqual([[MSI_CONTROL, 2, 0x0081]]);
    const msix = allowed();
    expect(msix.write(MSIX_CONTROL, 2, 0xc003)).toBe(0);
    expect(msix.hardware(MSIX_CONTROL, 2)).toBe(0xc003);
  });

  it('CAP-23: with nothing on it may be enabled', () => {
    const card = allowed();
    card.write(PCI_COMMAND, 2, 0x0400);
    expect(card.write(MSI_CONTROL, 2, 0x0081)).toBe(0);
  });

  it('A.8 CAP-25: one message type at a time', () => {
    const msi = allowed();
    poke(msi, MSIX_CONTROL, 0x8003);
    expect(msi.write(MSI_CONTROL, 2, 0x0081)).toBe(-3);
    expect(msi.writes()).toEqual([]);
    const msix = allowed();
    poke(msix, MSI_CONTROL, 0x0081);
    expect(msix.write(MSIX_CONTROL, 2, 0x8003)).toBe(-3);
    expect(msix.writes()).toEqual([]);
  });

  it.each([
    [MSI_CONTROL, 0x0091],
    [MSI_CONTROL, 0x0090],
    [MSI_CONTROL, 0x0180],
    [MSIX_CONTROL, 0x8007],
    [MSIX_CONTROL, 0x2003],
  ])('A.8 CAP-22: bits outside the allowed set refuse the whole write (0x%s, %i)', (offset, value) => {
    const card = allowed();
    expect(card.write(offset, 2, value)).toBe(-3);
    expect(card.writes()).toEqual([]);
  });

  it('CAP-22 CAP-23: MASKALL may change; with ENABLE set the types are tested again', () => {
    const card = allowed();
    expect(card.write(MSIX_CONTROL, 2, 0x8003)).toBe(0);
    expect(card.write(MSIX_CONTROL, 2, 0xc003)).toBe(0);
    expect(card.hardware(MSIX_CONTROL, 2)).toBe(0xc003);
    poke(card, MSI_CONTROL, 0x0081);
    expect(card.write(MSIX_CONTROL, 2, 0x8003)).toBe(-3);
  });

  it('CAP-24: disabling is not tested against the other type', () => {
    const card = allowed();
    poke(card, MSI_CONTROL, 0x0081);
    poke(card, MSIX_CONTROL, 0x8003);
    expect(card.write(MSI_CONTROL, 2, 0x0080)).toBe(0);
    expect(card.hardware(MSI_CONTROL, 2)).toBe(0x0080);
  });

  it('CAP-20: permissive writes the full value, changed or not', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    card.clear();
    expect(card.write(MSI_CONTROL, 2, 0x0080)).toBe(0);
    expect(card.write(MSI_CONTROL, 2, 0x00f1)).toBe(0);
    expect(card.writes()).toEqual([
      [MSI_CONTROL, 2, 0x0080],
      [MSI_CONTROL, 2, 0x00f1],
    ]);
  });

  it('CAP-21: an error of the read is returned', () => {
    const card = allowed();
    card.failRead(2);
    expect(card.write(MSI_CONTROL, 2, 0x0081)).toBe(-3);
    expect(card.reads()).toHaveLength(1);
    expect(card.writes()).toEqual([]);
  });

  it('CAP-27: the flags of the host stay as they are', () => {
    const card = allowed();
    card.write(MSI_CONTROL, 2, 0x0081);
    expect([card.dev.msiEnabled, card.dev.msixEnabled, card.dev.irq]).toEqual([false, false, 17]);
  });

  it('CAP-28: a dword at the base reaches the control word, whose status it returns', () => {
    const card = allowed();
    expect(card.write(MSI, 4, 0x0081ffff)).toBe(0);
    expect(card.writes()).toEqual([[MSI_CONTROL, 2, 0x0081]]);
    expect(card.write(MSIX, 4, 0x80030000)).toBe(-3);
  });

  it('CAP-17: message and table registers have no fields', () => {
    const card = allowed();
    for (const offset of [MSI + 4, MSI + 8, MSI + 12, MSIX + 4, MSIX + 8]) {
      card.data.warnedOnWrite = false;
      expect(card.value(offset, 4)).toBe(card.hardware(offset, 4));
      expect(card.write(offset, 4, 0)).toBe(0);
      expect(card.data.warnedOnWrite).toBe(true);
    }
    expect(card.writes()).toEqual([]);
    card.data.permissive = true;
    expect(card.write(MSI + 4, 4, 0xfee01000)).toBe(0);
    expect(card.hardware(MSI + 4, 4)).toBe(0xfee01000);
  });
});

describe('seams of the control words', () => {
  it('control-no-opt-in', () => {
    const card = new BoundCard({ seams: { mayControlInterrupts: () => true } });
    expect(card.write(MSI_CONTROL, 2, 0x0081)).toBe(0);
  });

  it('control-extra-bits', () => {
    const card = new BoundCard({ seams: { controlBits: () => 0xffff } });
    card.data.allowInterruptControl = true;
    expect(card.write(MSI_CONTROL, 2, 0x0091)).toBe(0);
    expect(card.hardware(MSI_CONTROL, 2)).toBe(0x0091);
  });

  it('control-both-types', () => {
    const card = new BoundCard({ seams: { typeMayBeEnabled: () => true } });
    card.data.allowInterruptControl = true;
    poke(card, MSIX_CONTROL, 0x8003);
    expect(card.write(MSI_CONTROL, 2, 0x0081)).toBe(0);
  });

  it('control-host-flags', () => {
    const card = new BoundCard({
      seams: { activeInterruptTypes: (_driver, dev) => (dev.msixEnabled ? 4 : 0) },
    });
    card.data.allowInterruptControl = true;
    poke(card, MSIX_CONTROL, 0x8003);
    expect(card.write(MSI_CONTROL, 2, 0x0081)).toBe(0);
  });
});
