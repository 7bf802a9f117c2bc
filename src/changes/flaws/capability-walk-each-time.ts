import { PCI_CAP_ID_MSI, PCI_CAP_ID_MSIX, PCI_CAP_ID_PM } from '../../abi/pci-regs.ts';
import type { ConfigField } from '../../backend/config-space/field.ts';
import type { AccessSize } from '../../backend/config-space/hardware.ts';
import type { Pciback } from '../../backend/driver.ts';
import type { PciDevice } from '../../host/index.ts';
import { type Flaw, wrapBackend } from '../change.ts';

/** Bytes of a capability in which fields are stored. */
const CONTROL_BYTES = 8;

/** Where a field lies by the list that the device shows now; a capability that is not found is taken to be at 0. */
function presentOffset(driver: Pciback, dev: PciDevice, { offset }: ConfigField): number {
  const known = [
    [PCI_CAP_ID_PM, dev.pmCap],
    [PCI_CAP_ID_MSI, dev.msiCap],
    [PCI_CAP_ID_MSIX, dev.msixCap],
  ] as const;
  for (const [id, base] of known) {
    if (base === 0 || offset < base || offset >= base + CONTROL_BYTES) continue;
    return driver.kernel.pci.findCapability(dev, id) + offset - base;
  }
  return offset;
}

export const capabilityWalkEachTime: Flaw = {
  kind: 'flaw',
  id: 'capability-walk-each-time',
  group: 'capability-walk-each-time',
  title: 'where a capability lies is asked of the device at each write',
  cause:
    'The control words of the capabilities are stored where the list of the device leads now, not where it led when ' +
    'the device was bound. A device whose list is bent, or hidden, has them stored over other registers, COMMAND among ' +
    'them. The hypervisor trusted what devices read back in this way.',
  advisory: 'XSA-337',
  cves: ['CVE-2020-25595'],
  fixedBy: 'none: fixed in Xen',
  affected: 'none: a class, from Xen',
  rules: ['CAP-03'],
  oracles: ['host-integrity'],
  conflicts: ['write-spills-neighbour'],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(seams, 'storeField', (previous) => (driver, dev, field, value) => {
      const offset = presentOffset(driver, dev, field);
      if (offset === field.offset) return previous(driver, dev, field, value);
      return driver.kernel.pci.writeConfig(dev, offset, field.size as AccessSize, value);
    }),
};
