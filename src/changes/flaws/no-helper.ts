import { type Flaw, wrapBackend } from '../change.ts';

export const noHelper: Flaw = {
  kind: 'flaw',
  id: 'no-helper',
  group: 'no-helper',
  title: 'no helper handler keeps a shared line alive',
  cause:
    "Without a handler of the backend on a line that the guest's device shares with devices of the host, its interrupts " +
    'belong to nobody, and the host shuts the line down for all of them. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: '0513fe9e5b54',
  affected: 'out-of-tree versions before Linux 3.1',
  rules: ['ISR-04', 'ISR-07', 'ISR-10'],
  oracles: ['starvation'],
  conflicts: ['xsa-157-helper-on-msi'],
  confidence: 'medium',
  apply: (seams) => wrapBackend(seams, 'mayInstallHelper', () => () => false),
};
