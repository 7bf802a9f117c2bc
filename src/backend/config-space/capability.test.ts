import { describe, expect, it } from 'vitest';
import { PCI_CAP_ID_MSI, PCI_CAPABILITY_LIST, PCI_STATUS } from '../../abi/pci-regs.ts';
import { capabilityFields } from './capability.ts';
import { describeField } from './field.ts';
import { initDevice } from './fields.ts';
import { readHardware, writeHardware } from './hardware.ts';
import { BoundCard } from './testing/bound-card.ts';
import { MSI, MSIX, PM, testCard, VENDOR_CAPABILITY, VPD } from './testing/card.ts';

/** Start registers of the fields beyond the header. */
const beyondHeader = (card: BoundCard) =>
  card.data.fields.map((field) => field.offset).filter((at) => at >= 0x40);

describe('capabilities', () => {
  it('CAP-01 CAP-04 CONF-27: VPD, PM, MSI, MSI-X, each with its list header', () => {
    const card = new BoundCard();
    // biome-ignore format: one capability a line
    expect(beyondHeader(card)).toEqual([
      VPD, VPD + 2, VPD + 4,
      PM, PM + 2, PM + 4, PM + 6, PM + 7,
      MSI, MSI + 2,
      MSIX, MSIX + 2,
    ]);
  });

  it('CAP-04: id and pointer are read from hardware and cannot be written', () => {
    const card = new BoundCard({ parameters: { permissive: true } });
    for (const base of [VPD, PM, MSI, MSIX]) {
      expect(card.value(base, 2)).toBe(card.hardware(base, 2));
      expect(card.write(base, 2, 0)).toBe(0);
      expect(card.write(base + 1, 1, 0)).toBe(0);
    }
    expect(card.writes()).toEqual([]);
  });

  it('CAP-01: other capabilities are plain hardware', () => {
    const card = new BoundCard();
    expect(card.value(VENDOR_CAPABILITY, 4)).toBe(0x00080009);
    expect(card.write(VENDOR_CAPABILITY, 4, 0)).toBe(0);
    expect(card.lines()).toHaveLength(1);
  });

  it('CAP-02: without the STATUS bit there are none', () => {
    expect(beyondHeader(new BoundCard({ card: testCard((image) => image.put(PCI_STATUS, 2, 0)) }))).toEqual(
      [],
    );
  });

  it('CAP-02: only the first of a kind', () => {
    const card = new BoundCard({ card: testCard((image) => image.put(VENDOR_CAPABILITY, 4, 0x0000_0003)) });
    expect(beyondHeader(card).filter((at) => at >= VENDOR_CAPABILITY)).toEqual([]);
    expect(beyondHeader(card)).toContain(VPD);
  });

  it('CAP-02: a list that loops ends', () => {
    const card = new BoundCard({ card: testCard((image) => image.put(PM, 4, 0xfe03_4001)) });
    expect(beyondHeader(card)).toEqual([PM, PM + 2, PM + 4, PM + 6, PM + 7]);
  });

  it('CONF-38: want of memory for one of their fields ends the initialisation', () => {
    const card = new BoundCard();
    card.data.fields.length = 0;
    let left = 23 + 1;
    card.kernel.alloc = () => left-- > 0;
    expect(initDevice(card.driver, card.dev)).toBe(-12);
    expect(card.data.fields.at(-1)?.offset).toBe(VPD);
  });

  it('CAP-03: looked up once, at bind time', () => {
    const card = new BoundCard();
    const before = beyondHeader(card);
    card.fn.config[PCI_CAPABILITY_LIST] = 0xe0;
    card.write(MSI + 2, 2, 0x0081);
    expect(beyondHeader(card)).toEqual(before);
    card.clear();
    card.value(MSI, 4);
    expect(card.reads().some(([reg]) => reg === PCI_CAPABILITY_LIST)).toBe(false);
  });

  it('msi-registers-writable: the fields of a capability can be replaced', () => {
    const message = describeField(4, 4, { read: readHardware, write: writeHardware });
    const card = new BoundCard({
      seams: {
        capabilityFields: (driver, id) =>
          id === PCI_CAP_ID_MSI ? [...capabilityFields(driver, id), message] : capabilityFields(driver, id),
      },
    });
    expect(card.write(MSI + 4, 4, 0xfee02000)).toBe(0);
    expect(card.hardware(MSI + 4, 4)).toBe(0xfee02000);
  });
});
