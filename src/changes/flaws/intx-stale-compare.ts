import { PCI_COMMAND_INTX_DISABLE } from '../../abi/pci-regs.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const intxStaleCompare: Flaw = {
  kind: 'flaw',
  id: 'intx-stale-compare',
  group: 'intx-stale-compare',
  title: 'whether INTX_DISABLE changes is decided against a value that is never set',
  cause:
    'A version of the feature that was never merged compared the written bit with a variable it had not read. Taken as ' +
    '0 here: a set bit always acts and a cleared one never does, so a stub domain that clears INTX_DISABLE is told ' +
    'that it succeeded and gets no interrupt. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: '476878e4b2be',
  affected: 'none: a patch of January 2020, mended before it was merged',
  rules: ['HDR-15'],
  oracles: ['host-integrity'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(
      seams,
      'intxChanged',
      () => (_driver, _dev, _cache, value) => (value & PCI_COMMAND_INTX_DISABLE) !== 0,
    ),
};
