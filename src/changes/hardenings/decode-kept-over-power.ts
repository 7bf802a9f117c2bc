import { PCI_COMMAND, PCI_COMMAND_IO, PCI_COMMAND_MEMORY } from '../../abi/pci-regs.ts';
import { hostRead } from '../../host/pci/access.ts';
import { updateCommand } from '../../host/pci/bus-master.ts';
import { type Hardening, wrapHost } from '../change.ts';

const DECODE = PCI_COMMAND_IO | PCI_COMMAND_MEMORY;

export const decodeKeptOverPower: Hardening = {
  kind: 'hardening',
  id: 'decode-kept-over-power',
  title: 'a function that was woken decodes what it decoded before',
  cause:
    'A guest may send its function to D3hot and back. One that loses its state on the way gets its BARs back from the ' +
    'host but not COMMAND: decode is off while mappings of the BARs exist, and the next access is an Unsupported Request.',
  rules: ['CAP-10', 'CAP-11', 'HDR-20'],
  reach: 'guest',
  severity: 'medium',
  oracles: ['host-integrity'],
  conflicts: [],
  apply: (seams) =>
    wrapHost(seams, 'powerUp', (previous) => (kernel, dev) => {
      // The register can still be read in D3hot; it is lost on the way up.
      const decode = hostRead(kernel, dev, PCI_COMMAND, 2) & DECODE;
      const err = previous(kernel, dev);
      updateCommand(kernel, dev, decode, true);
      return err;
    }),
};
