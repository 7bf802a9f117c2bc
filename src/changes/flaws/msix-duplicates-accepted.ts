import { type Flaw, wrapHost } from '../change.ts';

export const msixDuplicatesAccepted: Flaw = {
  kind: 'flaw',
  id: 'msix-duplicates-accepted',
  group: 'msix-duplicates-accepted',
  title: 'the host sets up two MSI-X vectors for one table entry',
  cause:
    'The entries of a request are not compared with each other: the second vector overwrites the first in the table, ' +
    'and both are handed out as if they could arrive. From the class of element lists that are trusted to be sound.',
  advisory: 'XSA-448',
  cves: ['CVE-2023-46838'],
  fixedBy: 'none: fixed in netback',
  affected: 'none: a class, from netback',
  rules: ['OPS-17', 'OPS-20'],
  oracles: ['reply'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) => wrapHost(seams, 'msixEntryUnique', () => () => true),
};
