import { type Flaw, wrapBackend } from '../change.ts';

export const stalePageReference: Flaw = {
  kind: 'flaw',
  id: 'stale-page-reference',
  group: 'stale-page-reference',
  title: 'the reference to the shared page outlives its mapping',
  cause:
    'Disconnect unmaps the page but keeps the pointer to it. Callbacks of error recovery take a pointer that is not ' +
    'null for a page that is mapped, and a later disconnect unmaps it once more. Blkback kept the pointer to its ' +
    'thread over a disconnect in the same way.',
  advisory: 'XSA-350',
  cves: ['CVE-2020-29569'],
  fixedBy: 'none: fixed in blkback',
  affected: 'none: a class, from blkback',
  rules: ['AER-03', 'EVT-25'],
  oracles: ['crash'],
  conflicts: ['xsa-331-unbind-no-sync'],
  confidence: 'medium',
  apply: (seams) => wrapBackend(seams, 'forgetPage', () => () => {}),
};
