import { PCI_CLASS_BRIDGE, PCI_HEADER_TYPE_BRIDGE } from '../../abi/pci-regs.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const refuseBridges: Hardening = {
  kind: 'hardening',
  id: 'refuse-bridges',
  title: 'bridges are not exported on the virtual bus',
  cause:
    'The test that is meant to refuse them looks above the 24 bits of the class code, so it refuses nothing. The guest ' +
    'sends a whole bus to sleep, and with permissive moves its windows. Passthrough provides for bridges.',
  rules: ['VPCI-07', 'XB-30'],
  reach: 'guest',
  severity: 'medium',
  oracles: ['host-integrity'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(
      seams,
      'mayExport',
      (previous) => (driver, dev) =>
        dev.class >>> 16 !== PCI_CLASS_BRIDGE &&
        dev.hdrType !== PCI_HEADER_TYPE_BRIDGE &&
        previous(driver, dev),
    ),
};
