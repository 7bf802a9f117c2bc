import { type Flaw, wrapBackend } from '../change.ts';

export const resetKeepsMsi: Flaw = {
  kind: 'flaw',
  id: 'reset-keeps-msi',
  group: 'reset-keeps-msi',
  title: 'device reset leaves MSI and MSI-X set up',
  cause:
    'A guest that goes away with MSI or MSI-X enabled leaves the vectors allocated and mapped: the device may go on ' +
    'signalling, and the next guest cannot enable what is enabled. No advisory: the first import did not have the step.',
  advisory: 'none',
  cves: [],
  fixedBy: 'none known: before the driver was merged in Linux 3.1',
  affected: 'out-of-tree versions before Linux 3.1',
  rules: ['ISR-14', 'STUB-20'],
  oracles: ['leak'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) => wrapBackend(seams, 'resetInterrupts', () => () => {}),
};
