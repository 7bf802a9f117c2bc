import { type Flaw, wrapBackend } from '../change.ts';

export const controlBothTypes: Flaw = {
  kind: 'flaw',
  id: 'control-both-types',
  group: 'control-both-types',
  title: 'MSI and MSI-X can both be enabled through configuration space',
  cause:
    'Enabling one message-signalled type is to be refused while the other is on; a function that has both enable bits ' +
    'set may do anything. No advisory: a check of the feature left out.',
  advisory: 'none',
  cves: [],
  fixedBy: '476878e4b2be',
  affected: 'none: as if Linux 5.6 did not test the active type',
  rules: ['CAP-23', 'CAP-25'],
  oracles: ['host-integrity'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'typeMayBeEnabled', () => () => true),
};
