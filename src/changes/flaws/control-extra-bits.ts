import { type Flaw, wrapBackend } from '../change.ts';

const ALL = 0xffff;

export const controlExtraBits: Flaw = {
  kind: 'flaw',
  id: 'control-extra-bits',
  group: 'control-extra-bits',
  title: 'the other bits of a control word change together with its enable bit',
  cause:
    "A write of an MSI or MSI-X control word is to be refused as a whole when any bit differs that is not the guest's to " +
    'change. Without that test the number of vectors, which the host chose, follows the guest. No advisory: a check of ' +
    'the feature left out.',
  advisory: 'none',
  cves: [],
  fixedBy: '476878e4b2be',
  affected: 'none: as if Linux 5.6 did not test the bits',
  rules: ['CAP-22'],
  oracles: ['host-integrity', 'reply'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'controlBits', () => () => ALL),
};
