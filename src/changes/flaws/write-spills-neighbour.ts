import { ConfigValue } from '../../host/index.ts';
import { type Flaw, wrapBackend } from '../change.ts';

const present = new ConfigValue();

export const writeSpillsNeighbour: Flaw = {
  kind: 'flaw',
  id: 'write-spills-neighbour',
  group: 'write-spills-neighbour',
  title: 'a write of one field stores the whole dword around it',
  cause:
    'A field is stored by reading its dword, putting the field in and writing the dword back: registers beside it are ' +
    "written as well, with what they held a moment ago. A device model rewrote the host's MSI data in this way.",
  advisory: 'XSA-128',
  cves: ['CVE-2015-4103'],
  fixedBy: 'none: fixed in the device model',
  affected: 'none: a class, from the device model',
  rules: ['CONF-16'],
  oracles: ['host-integrity'],
  conflicts: ['capability-walk-each-time'],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(seams, 'storeField', (previous) => (driver, dev, field, value) => {
      if (field.size === 4) return previous(driver, dev, field, value);
      const { pci } = driver.kernel;
      const dword = field.offset & ~3;
      const err = pci.readConfig(dev, dword, 4, present);
      if (err !== 0) return err;
      const shift = 8 * (field.offset - dword);
      const mask = (2 ** (8 * field.size) - 1) << shift;
      return pci.writeConfig(dev, dword, 4, ((present.value & ~mask) | (value << shift)) >>> 0);
    }),
};
