import { PCI_COMMAND, PCI_COMMAND_MEMORY } from '../../abi/pci-regs.ts';
import { ConfigValue } from '../../host/index.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const msixDecodeOnVf: Flaw = {
  kind: 'flaw',
  id: 'msix-decode-on-vf',
  group: 'msix-decode-on-vf',
  title: "MSI-X on a virtual function goes by the virtual function's own COMMAND",
  cause:
    'The check that came with XSA-157 reads COMMAND of the function itself. A virtual function has no working decode ' +
    'bit there, so each of its requests is refused; its physical function is what decides. No advisory: a regression ' +
    'of a fix.',
  advisory: 'none',
  cves: [],
  fixedBy: '8d47065f7d19',
  affected: 'Linux 4.4',
  rules: ['OPS-13'],
  oracles: ['reply'],
  conflicts: ['xsa-157-decode-off'],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(seams, 'msixDecodeOn', () => (driver, dev) => {
      const command = new ConfigValue();
      driver.kernel.pci.readConfig(dev, PCI_COMMAND, 2, command);
      return (command.value & PCI_COMMAND_MEMORY) !== 0;
    }),
};
