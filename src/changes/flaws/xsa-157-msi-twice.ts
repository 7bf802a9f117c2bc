import { type Flaw, wrapBackend } from '../change.ts';

export const xsa157MsiTwice: Flaw = {
  kind: 'flaw',
  id: 'xsa-157-msi-twice',
  group: 'xsa-157',
  title: 'MSI is enabled without a look at the present interrupt mode',
  cause:
    "The host's MSI set-up is called although MSI or MSI-X is on already; its error path removes the descriptors of " +
    'the first set-up while the enabled mark stays, and the next disable meets an empty list.',
  advisory: 'XSA-157',
  cves: ['CVE-2015-8551', 'CVE-2015-8552'],
  fixedBy: '56441f3c8e5b',
  affected: 'Linux 3.1 to 4.3',
  rules: ['OPS-04'],
  oracles: ['crash'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'mayEnableMsi', () => () => 0),
};
