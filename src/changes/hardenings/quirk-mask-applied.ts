import { readHardware } from '../../backend/config-space/hardware.ts';
import { ConfigValue } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** Used up before anything else can run. */
const old = new ConfigValue();

export const quirkMaskApplied: Hardening = {
  kind: 'hardening',
  id: 'quirk-mask-applied',
  title: 'a field that root added lets its guest write only the bits of its mask',
  cause:
    'The mask given through `quirks` is kept and listed but never applied: the guest writes every bit of the register, ' +
    'those included that root meant to keep. A mask of 0, as lists written for the driver as it is may carry, still ' +
    'means all bits.',
  rules: ['QRK-04', 'QRK-05'],
  reach: 'dom0 root',
  severity: 'low',
  oracles: ['host-integrity'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'storeQuirk', (previous) => (driver, dev, field, value) => {
      const { mask } = field;
      if (mask === 0) return previous(driver, dev, field, value);
      const err = readHardware(driver, dev, field, old);
      if (err !== 0) return err;
      return previous(driver, dev, field, ((old.value & ~mask) | (value & mask)) >>> 0);
    }),
};
