import type { AccessSize } from '../../backend/config-space/hardware.ts';
import { widthMask } from '../../backend/config-space/merge.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const uncoveredWritable: Flaw = {
  kind: 'flaw',
  id: 'uncovered-writable',
  group: 'uncovered-writable',
  title: 'registers that no field describes can be written',
  cause:
    'A write that no field covers goes to the hardware without root having said so: what nobody thought of is ' +
    'allowed. A device model passed on every register that it had no description of.',
  advisory: 'XSA-131',
  cves: ['CVE-2015-4106'],
  fixedBy: 'none: fixed in the device model, c25bbf1545a5',
  affected: 'none: a class, from the device model',
  rules: ['CONF-20', 'CONF-21'],
  oracles: ['host-integrity'],
  conflicts: ['msi-registers-writable'],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(
      seams,
      'uncoveredWrite',
      () => (driver, dev, offset, size, value) =>
        driver.kernel.pci.writeConfig(dev, offset, size as AccessSize, (value & widthMask(size)) >>> 0),
    ),
};
