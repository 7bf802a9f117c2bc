import { describe, expect, it } from 'vitest';
import { PCI_COMMAND } from '../../abi/pci-regs.ts';
import { COMMAND_GUEST_BITS, type CommandData, Edge, initCommand } from './command.ts';
import { resetFields } from './fields.ts';
import { BoundCard, type CardOptions } from './testing/bound-card.ts';
import { testCard } from './testing/card.ts';

const read = (card: BoundCard) => card.value(PCI_COMMAND, 2);
const write = (card: BoundCard, value: number) => card.write(PCI_COMMAND, 2, value);
const hardware = (card: BoundCard) => card.hardware(PCI_COMMAND, 2);
const cache = (card: BoundCard) => (card.data.fields[2].data as CommandData).cache;

/** A card whose COMMAND has another value at bind time. */
const withCommand = (value: number): CardOptions => ({
  card: testCard((image) => image.put(PCI_COMMAND, 2, value, 0x077f)),
});
const refusingMwi: CardOptions = {
  card: testCard((image) => image.put(0x0c, 1, 0, 0)),
};

describe('COMMAND', () => {
  it('G is 0x2BC', () => {
    expect(COMMAND_GUEST_BITS).toBe(0x2bc);
  });

  it.each([false, true])('A.3 HDR-10 to HDR-18 walk-through (permissive %s)', (permissive) => {
    const card = new BoundCard({ parameters: { permissive } });
    expect([hardware(card), cache(card), card.data.enableIntx, read(card)]).toEqual([0x0003, 0, false, 0]);
    const steps = [
      [0x0007, 0x0007, 0x0007, 1, 0x0007],
      [0x0147, 0x0007, 0x0147, 1, 0x0147],
      [0x0407, 0x0007, 0x0407, 1, 0x0407],
      [0x0027, permissive ? 0x0027 : 0x0007, 0x0027, 1, permissive ? 0x0027 : 0x0007],
      [0x0000, 0x0003, 0x0000, 0, 0x0000],
      [0x0004, 0x0007, 0x0004, 0, 0x0004],
    ];
    for (const [value, inHardware, inCache, enableIntx, seen] of steps) {
      expect(write(card, value)).toBe(0);
      expect([hardware(card), cache(card), card.data.enableIntx ? 1 : 0, read(card)]).toEqual([
        inHardware,
        inCache,
        enableIntx,
        seen,
      ]);
    }
  });

  it('HDR-10 HDR-11: the view begins with the value at bind time', () => {
    const card = new BoundCard(withCommand(0x0142));
    expect(cache(card)).toBe(0x0142);
    expect(read(card)).toBe(0x0142);
  });

  it('HDR-11: guest bits come from hardware, the others from the cache', () => {
    const card = new BoundCard();
    write(card, 0x0147);
    card.fn.config[PCI_COMMAND] = 0x38;
    card.fn.config[PCI_COMMAND + 1] = 0x02;
    expect(read(card)).toBe((0x0238 & COMMAND_GUEST_BITS) | (0x0147 & ~COMMAND_GUEST_BITS));
  });

  it('HDR-11: an error of the hardware read is returned', () => {
    const card = new BoundCard();
    card.world.faults.configRead = 2;
    expect(card.read(PCI_COMMAND, 2)).toEqual({ err: -3, value: 0xffff });
  });

  it.each([0x1, 0x2, 0x3])('HDR-12: decode bits 0x%s enable once', (bits) => {
    const card = new BoundCard();
    write(card, bits);
    write(card, bits ^ 0x3 || 0x3);
    expect(card.dev.enableCnt).toBe(1);
    expect(card.data.enableIntx).toBe(true);
    expect(hardware(card) & 3).toBe(3);
    write(card, 0);
    expect(card.dev.enableCnt).toBe(0);
    expect(card.data.enableIntx).toBe(false);
    write(card, 0);
    expect(card.dev.enableCnt).toBe(0);
  });

  it('HDR-12: a failed enable ends the write', () => {
    const card = new BoundCard();
    card.world.faults.enable = 1;
    expect(write(card, 0x0017)).toBe(-22);
    expect([cache(card), hardware(card), card.data.enableIntx, card.dev.isBusmaster]).toEqual([
      0,
      3,
      false,
      false,
    ]);
  });

  it('HDR-19: enabling wakes the device; an unclaimed resource refuses it', () => {
    const card = new BoundCard();
    card.kernel.pci.setPowerState(card.dev, 3);
    expect(write(card, 0x0002)).toBe(0);
    expect(card.dev.currentState).toBe(0);
    const refused = new BoundCard();
    refused.dev.resource[2].claimed = false;
    expect(write(refused, 0x0001)).toBe(-22);
    expect([cache(refused), refused.data.enableIntx]).toEqual([0, false]);
  });

  it('HDR-12 HDR-20 HDR-21 HDR-41: the guest cannot turn hardware decode off', () => {
    for (const permissive of [false, true]) {
      const card = new BoundCard({ parameters: { permissive } });
      write(card, 0x0007);
      write(card, 0x0000);
      expect(hardware(card)).toBe(0x0003);
      expect(read(card)).toBe(0x0000);
      write(card, 0x0001);
      write(card, 0x0002);
      expect(hardware(card)).toBe(0x0003);
      expect(read(card)).toBe(0x0002);
    }
  });

  it('xsa-120-command: which bits reach hardware can be replaced', () => {
    const card = new BoundCard({ seams: { commandBits: () => 0xffff } });
    write(card, 0x0007);
    write(card, 0x0000);
    expect(hardware(card)).toBe(0x0000);
  });

  it('HDR-13: MASTER follows both edges without permissive', () => {
    const card = new BoundCard();
    write(card, 0x0004);
    expect([hardware(card), card.dev.isBusmaster]).toEqual([0x0007, true]);
    card.clear();
    write(card, 0x0004);
    expect(card.writes()).toEqual([]);
    write(card, 0x0000);
    expect([hardware(card), card.dev.isBusmaster]).toEqual([0x0003, false]);
  });

  it('master-mwi-sticky: which edges act can be replaced', () => {
    const card = new BoundCard({
      seams: {
        commandEdge: (_driver, before, after, bit) => (after & ~before & bit ? Edge.Rise : Edge.None),
      },
    });
    write(card, 0x0016);
    write(card, 0x0002);
    expect(hardware(card)).toBe(0x0017);
  });

  it('HDR-14: MWI follows both edges of the cache', () => {
    const card = new BoundCard();
    write(card, 0x0012);
    expect(hardware(card)).toBe(0x0013);
    expect(read(card)).toBe(0x0012);
    write(card, 0x0002);
    expect(hardware(card)).toBe(0x0003);
  });

  it('HDR-14: the cache decides, not hardware', () => {
    const card = new BoundCard();
    write(card, 0x0012);
    card.fn.config[PCI_COMMAND] &= ~0x10;
    card.clear();
    write(card, 0x0012);
    expect(card.writes()).toEqual([]);
    expect([cache(card), hardware(card)]).toEqual([0x0012, 0x0003]);
  });

  it('HDR-14 HDR-16: a failed MWI enable is logged and drops the bit from the cache', () => {
    const card = new BoundCard(refusingMwi);
    expect(write(card, 0x0012)).toBe(0);
    expect(cache(card)).toBe(0x0002);
    expect(read(card)).toBe(0x0002);
    expect(write(card, 0x0012)).toBe(0);
    expect(card.lines()).toHaveLength(2);
  });

  it('limit-guest-logs: the line about it can be limited', () => {
    const card = new BoundCard({
      ...refusingMwi,
      seams: {
        logInvalidateFailure: (driver) => driver.kernel.log.printLimited('guest', 4, 'no MWI', -1),
      },
    });
    write(card, 0x0012);
    expect(card.lines()).toEqual(['no MWI']);
  });

  it('HDR-15: INTX_DISABLE reaches hardware with allow_interrupt_control only', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    write(card, 0x0402);
    expect(hardware(card) & 0x400).toBe(0);
    card.data.allowInterruptControl = true;
    write(card, 0x0402);
    expect(hardware(card) & 0x400).toBe(0);
    write(card, 0x0002);
    write(card, 0x0402);
    expect(hardware(card) & 0x400).toBe(0x400);
    write(card, 0x0002);
    expect(hardware(card) & 0x400).toBe(0);
  });

  it('intx-stale-compare: the comparison can be replaced', () => {
    const card = new BoundCard({ seams: { intxChanged: () => false } });
    card.data.allowInterruptControl = true;
    write(card, 0x0402);
    expect(hardware(card) & 0x400).toBe(0);
  });

  it('HDR-22: enabling decode clears hardware INTX_DISABLE behind the view', () => {
    const card = new BoundCard();
    card.data.allowInterruptControl = true;
    write(card, 0x0400);
    expect(hardware(card)).toBe(0x0403);
    write(card, 0x0407);
    expect([hardware(card), read(card)]).toEqual([0x0007, 0x0407]);
    write(card, 0x0407);
    expect(hardware(card)).toBe(0x0007);
    write(card, 0x0007);
    write(card, 0x0407);
    expect(hardware(card)).toBe(0x0407);
  });

  it('intx-view-honest: what the guest sees can be replaced', () => {
    const card = new BoundCard({ seams: { commandView: (_driver, _dev, value) => value } });
    write(card, 0x0407);
    expect(read(card)).toBe(0x0007);
  });

  it('HDR-16: the cache survives the return of the device', () => {
    const card = new BoundCard();
    write(card, 0x0147);
    resetFields(card.driver, card.dev);
    expect(cache(card)).toBe(0x0147);
  });

  it('command-view-reset: the reset of a field can be extended', () => {
    const card = new BoundCard({
      seams: {
        resetField: (driver, dev, field) => {
          if (field.offset === PCI_COMMAND) initCommand(driver, dev, field);
        },
      },
    });
    write(card, 0x0147);
    resetFields(card.driver, card.dev);
    expect(cache(card)).toBe(hardware(card));
  });

  it('HDR-17: permissive adds SPECIAL, VGA_PALETTE, WAIT and FAST_BACK', () => {
    const card = new BoundCard({ card: testCard((image) => image.put(PCI_COMMAND, 2, 0, 0x07ff)) });
    write(card, 0x0007);
    write(card, 0x07ef);
    expect(hardware(card)).toBe(0x0007);
    card.data.permissive = true;
    write(card, 0x07ef);
    expect(hardware(card)).toBe(0x02af);
    write(card, 0x0003);
    expect(hardware(card)).toBe(0x0003);
  });

  it('HDR-17: nothing is written when hardware holds the full value', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    write(card, 0x0003);
    card.clear();
    expect(write(card, 0x0003)).toBe(0);
    expect(card.writes()).toEqual([]);
    write(card, 0x0103);
    expect(card.writes()).toEqual([[PCI_COMMAND, 2, 0x0003]]);
  });

  it('HDR-17: errors of that read and write are returned', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    write(card, 0x0003);
    card.world.faults.configWrite = 1;
    expect(write(card, 0x0023)).toBe(-3);
    expect(cache(card)).toBe(0x0023);
    card.clear();
    card.failRead(2);
    expect(write(card, 0x0003)).toBe(-3);
    expect(card.writes()).toEqual([]);
  });

  it('HDR-18: PARITY and SERR are echoes in every mode', () => {
    for (const permissive of [false, true]) {
      const card = new BoundCard({ parameters: { permissive } });
      write(card, 0x0142);
      expect(hardware(card) & 0x0140).toBe(0);
      expect(read(card)).toBe(0x0142);
    }
  });

  it('CONF-16: a byte write keeps the other half of the view', () => {
    const card = new BoundCard();
    write(card, 0x0147);
    expect(card.write(PCI_COMMAND, 1, 0x03)).toBe(0);
    expect(cache(card)).toBe(0x0103);
    expect(card.write(PCI_COMMAND + 1, 1, 0x04)).toBe(0);
    expect(cache(card)).toBe(0x0403);
  });

  it('CONF-38: a positive status at bind time is not a failure', () => {
    const card = new BoundCard({
      prepare: (bare) => {
        bare.world.faults.configRead = 1;
      },
    });
    expect(card.status).toBe(0);
    expect(cache(card)).toBe(0xffff);
  });
});
