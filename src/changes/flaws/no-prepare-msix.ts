import { type Flaw, wrapBackend } from '../change.ts';

export const noPrepareMsix: Flaw = {
  kind: 'flaw',
  id: 'no-prepare-msix',
  group: 'no-prepare-msix',
  title: 'the hypervisor is not told to protect the MSI-X table of a function',
  cause:
    'The hypervisor keeps guests from writing the MSI-X table only of functions it was told of. The backend does not ' +
    'tell, and the guest may write messages of its own. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: '909b3fdb0dd4',
  affected: 'Linux before 3.10',
  rules: ['STUB-10', 'STUB-35'],
  oracles: ['host-integrity'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'announceMsix', () => () => {}),
};
