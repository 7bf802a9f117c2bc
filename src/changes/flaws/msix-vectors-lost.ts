import { type Flaw, wrapBackend } from '../change.ts';

export const msixVectorsLost: Flaw = {
  kind: 'flaw',
  id: 'msix-vectors-lost',
  group: 'msix-vectors-lost',
  title: 'the vectors of MSI-X do not come back',
  cause:
    'The number of vectors to copy back is read from value after the set-up has put its result there, which is 0 on ' +
    'success: the guest is told that all went well and keeps its own vectors. No advisory: a regression of the fix of ' +
    'XSA-155.',
  advisory: 'none',
  cves: [],
  fixedBy: 'd159457b8439',
  affected: 'Linux 4.4',
  rules: ['OPS-17', 'EVT-18'],
  oracles: ['reply'],
  conflicts: ['xsa-155-in-place', 'msix-positive-result'],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'copyBackCount', () => (_connection, request) => request.value),
};
