import { type Flaw, wrapHost } from '../change.ts';

export const msixEntryUnchecked: Flaw = {
  kind: 'flaw',
  id: 'msix-entry-unchecked',
  group: 'msix-entry-unchecked',
  title: 'an MSI-X entry beyond the table is written',
  cause:
    'The index that the guest asks for is not compared with the size of the table, so the host writes a vector behind ' +
    'it. A device model indexed its array of vectors in this way.',
  advisory: 'XSA-164',
  cves: ['CVE-2015-8554'],
  fixedBy: 'none: fixed in the device model',
  affected: 'none: a class, from the device model',
  rules: ['OPS-20', 'OPS-21'],
  oracles: ['crash'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapHost(seams, 'msixIndexValid', () => () => true),
};
