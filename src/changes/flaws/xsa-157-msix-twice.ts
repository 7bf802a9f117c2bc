import { type Flaw, wrapBackend } from '../change.ts';

export const xsa157MsixTwice: Flaw = {
  kind: 'flaw',
  id: 'xsa-157-msix-twice',
  group: 'xsa-157',
  title: 'MSI-X is enabled without a look at the present interrupt mode',
  cause:
    "The host's MSI-X set-up is called although MSI or MSI-X is on already; the clean-up of its failure frees what the " +
    'first set-up still has published, and the next disable uses it.',
  advisory: 'XSA-157',
  cves: ['CVE-2015-8551', 'CVE-2015-8552'],
  fixedBy: '5e0ce1455c09',
  affected: 'Linux 3.1 to 4.3',
  rules: ['OPS-12', 'OPS-13'],
  oracles: ['crash', 'reply'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'mayEnableMsix', () => () => 0),
};
