import { describe, expect, it } from 'vitest';
import { PCI_COMMAND, PCI_STATUS } from '../../abi/pci-regs.ts';
import { activeInterruptTypes } from './interrupt-type.ts';
import { BoundCard } from './testing/bound-card.ts';
import { MSI, MSIX, testCard } from './testing/card.ts';

const active = (card: BoundCard) => activeInterruptTypes(card.driver, card.dev);

describe('active interrupt types', () => {
  it.each([
    ['INTx', 0, 0, 0, 1],
    ['none', 0, 0, 4, 0],
    ['MSI', 1, 0, 0, 2],
    ['MSI, INTx disabled', 1, 0, 4, 2],
    ['MSI-X', 0, 0x80, 0, 4],
    ['both', 1, 0x80, 4, 6],
  ])('CAP-26: %s, from hardware', (_name, msi, msix, command, types) => {
    const card = new BoundCard();
    card.fn.config[MSI + 2] |= msi;
    card.fn.config[MSIX + 3] |= msix;
    card.fn.config[PCI_COMMAND + 1] = command;
    card.dev.msiEnabled = msi === 0;
    card.dev.msixEnabled = msix === 0;
    expect(active(card)).toBe(types);
  });

  it('CAP-26: a capability that is not there counts as off', () => {
    const card = new BoundCard({
      card: testCard((image) => image.put(0x00, 4, 0x90c9_8086).put(PCI_STATUS, 2, 0)),
    });
    expect(active(card)).toBe(1);
    card.fn.config[PCI_COMMAND + 1] = 4;
    expect(active(card)).toBe(0);
  });

  it('CAP-26: a failed read is its own answer, and refuses the write', () => {
    for (const failing of [1, 2, 3]) {
      const card = new BoundCard();
      card.failRead(failing);
      expect(active(card)).toBe(0x88);
    }
    const card = new BoundCard({ seams: { activeInterruptTypes: () => 0x88 } });
    card.data.allowInterruptControl = true;
    expect(card.write(MSI + 2, 2, 0x0081)).toBe(-3);
  });

  it('capability-walk-each-time: where the capabilities are taken from can be replaced', () => {
    const card = new BoundCard({
      seams: { capabilityOf: (driver, dev, id) => driver.kernel.pci.findCapability(dev, id) },
    });
    card.fn.config[MSI + 2] |= 1;
    expect(active(card)).toBe(2);
    card.fn.config[0x34] = 0;
    expect(active(card)).toBe(1);
  });
});
