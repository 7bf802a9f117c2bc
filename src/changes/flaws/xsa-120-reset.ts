import { PCI_COMMAND } from '../../abi/pci-regs.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const xsa120Reset: Flaw = {
  kind: 'flaw',
  id: 'xsa-120-reset',
  group: 'xsa-120',
  title: 'a device reset writes zero to COMMAND',
  cause:
    'Readying a device for its next owner clears the whole register. A guest that never enables decode but can reach ' +
    'the mapped BARs accesses a function that does not answer: the effect of XSA-120 without a request.',
  advisory: 'XSA-120 (addendum)',
  cves: ['CVE-2015-8553'],
  fixedBy: '7681f31ec9cd',
  affected: 'Linux before the fix of February 2019 (4.19 up to 4.19.47)',
  rules: ['ISR-14', 'HDR-20', 'CHG-23'],
  oracles: ['host-integrity'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(seams, 'resetCommand', (previous) => (driver, dev) => {
      previous(driver, dev);
      driver.kernel.pci.writeConfig(dev, PCI_COMMAND, 2, 0);
    }),
};
