import {
  INTERRUPT_TYPE_INTX,
  INTERRUPT_TYPE_MSI,
  INTERRUPT_TYPE_MSIX,
} from '../../backend/config-space/interrupt-type.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const controlHostFlags: Flaw = {
  kind: 'flaw',
  id: 'control-host-flags',
  group: 'control-host-flags',
  title: "the active interrupt type is taken from the host's bookkeeping",
  cause:
    "The host's flags know nothing of an enable bit that was set through configuration space, so a type enabled there " +
    'does not count as active and the other can be enabled beside it. No advisory: a choice of the feature undone.',
  advisory: 'none',
  cves: [],
  fixedBy: '476878e4b2be',
  affected: 'none: as if Linux 5.6 did not read the registers',
  rules: ['CAP-23', 'CAP-26', 'CAP-27'],
  oracles: ['host-integrity'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(seams, 'activeInterruptTypes', () => (_driver, dev) => {
      const types = (dev.msiEnabled ? INTERRUPT_TYPE_MSI : 0) | (dev.msixEnabled ? INTERRUPT_TYPE_MSIX : 0);
      return types === 0 ? INTERRUPT_TYPE_INTX : types;
    }),
};
