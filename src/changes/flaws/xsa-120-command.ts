import { PCI_COMMAND_IO, PCI_COMMAND_MEMORY } from '../../abi/pci-regs.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const xsa120Command: Flaw = {
  kind: 'flaw',
  id: 'xsa-120-command',
  group: 'xsa-120',
  title: "the guest's COMMAND value reaches the register, decode bits included",
  cause:
    'After the side effects of a COMMAND write the whole value is stored in the real register, so the guest turns ' +
    'memory or I/O decode off while mappings of the BARs exist; the next access is an Unsupported Request.',
  advisory: 'XSA-120',
  cves: ['CVE-2015-2150'],
  fixedBy: 'af6fc858a35b',
  affected: 'Linux to 3.19.1',
  rules: ['HDR-12', 'HDR-17', 'HDR-18'],
  oracles: ['host-integrity'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(
      seams,
      'commandBits',
      (previous) => (driver, data) => previous(driver, data) | PCI_COMMAND_IO | PCI_COMMAND_MEMORY,
    ),
};
