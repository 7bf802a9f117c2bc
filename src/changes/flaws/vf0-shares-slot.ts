import { PCI_SLOT } from '../../abi/pci-regs.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const vf0SharesSlot: Flaw = {
  kind: 'flaw',
  id: 'vf0-shares-slot',
  group: 'vf0-shares-slot',
  title: 'a virtual function that is function 0 is put into a slot with others',
  cause:
    'Devices of one slot stay together on the virtual bus. A virtual function 0 says of itself that it is alone, so a ' +
    'guest that looks at function 0 first does not find what was put beside it. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: '4ba50e7c423c',
  affected: 'Linux before 5.13',
  rules: ['VPCI-03', 'VPCI-05'],
  oracles: ['reply'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(
      seams,
      'sharesSlot',
      () => (_driver, first, dev) =>
        first.domain === dev.domain && first.bus === dev.bus && PCI_SLOT(first.devfn) === PCI_SLOT(dev.devfn),
    ),
};
