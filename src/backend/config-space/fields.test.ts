import { describe, expect, it } from 'vitest';
import { deviceData } from '../device-data.ts';
import { freeDevice, freeDynamicFields, initDevice, resetFields } from './fields.ts';
import { addQuirkField, releaseQuirk } from './quirks.ts';
import { BoundCard } from './testing/bound-card.ts';
import { PM, SCRATCH, testCard } from './testing/card.ts';

/** An MSI capability at PM+4, where PMCSR lies. */
const malformed = testCard((image) => image.put(PM, 2, 0x4401).put(PM + 4, 2, 0x0005));
const offsets = (card: BoundCard) => card.data.fields.map((field) => field.offset);

describe('fields of a device', () => {
  it('CONF-27: header first, then capabilities, then quirks in the order of their creation', () => {
    const card = new BoundCard();
    expect(offsets(card).slice(0, 8)).toEqual([0x00, 0x02, 0x04, 0x3c, 0x3d, 0x0c, 0x0d, 0x0f]);
    expect(offsets(card).slice(8, 15)).toEqual([0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x30]);
    expect(offsets(card)).toHaveLength(27);
    addQuirkField(card.driver, card.dev, SCRATCH, 1, 0);
    addQuirkField(card.driver, card.dev, 0x06, 2, 0);
    expect(offsets(card).slice(27)).toEqual([SCRATCH, 0x06]);
  });

  it('CONF-28: initialisers see the device before it is enabled', () => {
    const card = new BoundCard();
    expect(card.value(0x04, 2)).toBe(0);
    expect(card.hardware(0x04, 2)).toBe(3);
  });

  it('CONF-29 CONF-30: a duplicate in a built-in table ends the initialisation with 1; the fields are lost', () => {
    const card = new BoundCard({ card: malformed });
    expect(card.status).toBe(1);
    expect(card.driver.quirks).toEqual([]);
    expect(card.kernel.allocated).toBeGreaterThan(0);
  });

  it('CONF-29: overlap alone is no duplicate', () => {
    const card = new BoundCard();
    expect(addQuirkField(card.driver, card.dev, 0x01, 1, 0)).toBe(0);
    expect(offsets(card)).toHaveLength(28);
  });

  it('duplicate-field-fails-bind: what a failed initialisation leaves can be replaced', () => {
    const card = new BoundCard({
      card: malformed,
      seams: {
        failedInit: (driver, dev, err) => {
          freeDevice(driver, dev);
          return Math.min(err, -22);
        },
      },
    });
    expect(card.status).toBe(-22);
    expect(card.kernel.allocated).toBe(0);
  });

  it('CONF-31: resetting touches BARs and ROM only', () => {
    const card = new BoundCard();
    const resetting = card.data.fields.filter((field) => field.reset !== null).map((field) => field.offset);
    expect(resetting).toEqual([0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x30]);
  });

  it('CONF-32 QRK-10: dynamic fields go when the device is returned, built-in ones stay', () => {
    const card = new BoundCard();
    const before = card.kernel.allocated;
    addQuirkField(card.driver, card.dev, SCRATCH, 4, 0);
    addQuirkField(card.driver, card.dev, 0x11, 1, 0);
    expect(card.kernel.allocated).toBeGreaterThan(before);
    freeDynamicFields(card.driver, card.dev);
    expect(offsets(card)).toHaveLength(27);
    expect(card.kernel.allocated).toBe(before);
    expect(card.write(SCRATCH, 4, 0)).toBe(0);
    expect(card.writes()).toEqual([]);
  });

  it('CONF-32 free-fields-first: memory is back to the baseline once all are freed', () => {
    const card = new BoundCard();
    freeDevice(card.driver, card.dev);
    releaseQuirk(card.driver, card.dev);
    expect(card.data.fields).toEqual([]);
    expect(card.kernel.allocated).toBe(0);
  });

  it('STUB-31: once the device data is gone nothing is freed', () => {
    const card = new BoundCard();
    const before = card.kernel.allocated;
    card.dev.driverData = null;
    freeDevice(card.driver, card.dev);
    freeDynamicFields(card.driver, card.dev);
    resetFields(card.driver, card.dev);
    expect(deviceData(card.dev)).toBeNull();
    expect(card.kernel.allocated).toBe(before);
    expect(before).toBe(1166 + 64);
  });

  it('CONF-38: want of memory, at any allocation, ends the initialisation with -ENOMEM', () => {
    const card = new BoundCard();
    const data = card.data;
    for (let allowed = 0; allowed < 36; allowed++) {
      data.fields.length = 0;
      let left = allowed;
      card.kernel.alloc = () => left-- !== 0;
      expect(initDevice(card.driver, card.dev)).toBe(-12);
    }
    data.fields.length = 0;
    card.kernel.alloc = () => true;
    expect(initDevice(card.driver, card.dev)).toBe(0);
  });

  it.each([0x04, PM + 4])(
    'CONF-38: a negative status of the initialiser at 0x%s is the result',
    (failing) => {
      const card = new BoundCard({
        prepare: ({ kernel: { pci } }) => {
          const readConfig = pci.readConfig.bind(pci);
          pci.readConfig = (dev, reg, size, out) => (reg === failing ? -22 : readConfig(dev, reg, size, out));
        },
      });
      expect(card.status).toBe(-22);
    },
  );
});
