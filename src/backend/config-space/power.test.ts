import { describe, expect, it } from 'vitest';
import { PCI_COMMAND, PCI_PM_CTRL, PCI_PM_PMC } from '../../abi/pci-regs.ts';
import { initDevice } from './fields.ts';
import { BoundCard } from './testing/bound-card.ts';
import { PM, testCard } from './testing/card.ts';

const PMCSR = PM + PCI_PM_CTRL;
const write = (card: BoundCard, value: number) => card.write(PMCSR, 2, value);

/** A card with another PMCSR at bind time. */
const withControl = (value: number) => ({
  card: testCard((image) => image.put(PMCSR, 2, value, 0x1f03, 0x8000)),
});

describe('power management', () => {
  it('CAP-05: PMC shows no PME support and cannot be written', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    expect(card.hardware(PM + PCI_PM_PMC, 2)).toBe(0xfe03);
    expect(card.value(PM + PCI_PM_PMC, 2)).toBe(0x0603);
    expect(card.write(PM + PCI_PM_PMC, 2, 0)).toBe(0);
    expect(card.writes()).toEqual([]);
  });

  it('CAP-06: PME_ENABLE is cleared at bind time', () => {
    expect(new BoundCard(withControl(0x0100)).hardware(PMCSR, 2) & 0x0100).toBe(0);
  });

  it('CAP-06: nothing is written where it is clear', () => {
    const card = new BoundCard();
    card.data.fields.length = 0;
    initDevice(card.driver, card.dev);
    expect(card.writes()).toEqual([]);
  });

  it('CAP-07: PMCSR is read from hardware', () => {
    const card = new BoundCard();
    card.fn.config[PMCSR + 1] = 0x9e;
    expect(card.value(PMCSR, 2)).toBe(0x9e00);
  });

  it('CAP-08: a change of PME_STATUS or DATA_SELECT is written, the rest as it was', () => {
    const card = new BoundCard(withControl(0x0008));
    expect(write(card, 0x1e00)).toBe(0);
    expect(card.writes()).toEqual([[PMCSR, 2, 0x1e08]]);
    card.clear();
    expect(write(card, 0x1e00)).toBe(0);
    expect(card.writes()).toEqual([]);
  });

  it('CAP-08: an error of the accessor is returned before the power state changes', () => {
    const card = new BoundCard();
    card.world.faults.configWrite = 1;
    expect(write(card, 0x0203)).toBe(-3);
    expect(card.dev.currentState).toBe(0);
    card.failRead(2);
    expect(write(card, 0x0203)).toBe(-3);
    expect(card.writes()).toEqual([]);
    expect(card.dev.currentState).toBe(0);
  });

  it('CAP-09: PME_STATUS is not cleared by writing what it reads', () => {
    const card = new BoundCard();
    card.fn.config[PMCSR + 1] |= 0x80;
    expect(write(card, 0x8000)).toBe(0);
    expect(card.hardware(PMCSR, 2) & 0x8000).toBe(0x8000);
    expect(write(card, 0x8200)).toBe(0);
    expect(card.hardware(PMCSR, 2) & 0x8000).toBe(0);
  });

  it('CAP-10 CAP-11: the power state goes through the host', () => {
    const card = new BoundCard();
    expect(write(card, 0x0003)).toBe(0);
    expect(card.dev.currentState).toBe(3);
    expect(card.value(PMCSR, 2) & 3).toBe(3);
    expect(write(card, 0x0000)).toBe(0);
    expect(card.dev.currentState).toBe(0);
  });

  it('CAP-10: a refusal of the host is access_denied', () => {
    const card = new BoundCard();
    write(card, 0x0003);
    expect(write(card, 0x0001)).toBe(-3);
    const refusing = new BoundCard({ seams: { changePowerState: () => -22 } });
    expect(write(refusing, 0x0000)).toBe(-3);
  });

  it('CAP-10: the host is asked even when nothing changes', () => {
    const states: number[] = [];
    const card = new BoundCard({
      seams: {
        changePowerState: (_driver, _dev, state) => {
          states.push(state);
          return 0;
        },
      },
    });
    write(card, 0x0000);
    write(card, 0xffff);
    expect(states).toEqual([0, 3]);
  });

  it('CAP-12: other bits are ignored', () => {
    const card = new BoundCard();
    expect(write(card, 0x0108)).toBe(0);
    expect(card.writes()).toEqual([]);
  });

  it('CAP-13: the last two bytes are read-only', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    expect(card.value(PM + 7, 1)).toBe(0x42);
    expect(card.value(PM + 6, 1)).toBe(0);
    expect(card.write(PM + 6, 2, 0xffff)).toBe(0);
    expect(card.writes()).toEqual([]);
  });

  it('decode-kept-over-power: the change of state can be wrapped', () => {
    const card = new BoundCard({
      seams: {
        changePowerState: (driver, dev, state) => {
          const err = driver.kernel.pci.setPowerState(dev, state);
          if (state === 0) driver.kernel.pci.writeConfig(dev, PCI_COMMAND, 2, 0x0003);
          return err;
        },
      },
    });
    write(card, 0x0003);
    write(card, 0x0000);
    expect(card.hardware(PCI_COMMAND, 2) & 3).toBe(3);
  });

  it('CONF-38: a positive status at bind time is not a failure', () => {
    const card = new BoundCard({
      seams: { storeField: () => 0x88 },
      ...withControl(0x0100),
    });
    expect(card.status).toBe(0);
  });
});
