import { PCI_CAP_ID_MSI } from '../../abi/pci-regs.ts';
import { describeField } from '../../backend/config-space/field.ts';
import { readHardware, writeHardware } from '../../backend/config-space/hardware.ts';
import { type Flaw, wrapBackend } from '../change.ts';

/** Message address, and behind it the message data or the upper half of the address: what every MSI capability has. */
const message = [4, 8].map((offset) =>
  describeField(offset, 4, { read: readHardware, write: writeHardware }),
);

export const msiRegistersWritable: Flaw = {
  kind: 'flaw',
  id: 'msi-registers-writable',
  group: 'msi-registers-writable',
  title: 'the registers of an MSI message can be written',
  cause:
    'The MSI capability has fields for its address and data too, and they go to the hardware: the guest chooses where ' +
    'the device writes and which interrupt that is. A device model let guests write the mask bits; here it is the ' +
    'registers that lie at the same place in every MSI capability.',
  advisory: 'XSA-129',
  cves: ['CVE-2015-4104'],
  fixedBy: 'none: fixed in the device model',
  affected: 'none: a class, from the device model',
  rules: ['CAP-17'],
  oracles: ['host-integrity'],
  conflicts: ['uncovered-writable'],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(seams, 'capabilityFields', (previous) => (driver, id) => {
      const fields = previous(driver, id);
      return id === PCI_CAP_ID_MSI ? [...fields, ...message] : fields;
    }),
};
