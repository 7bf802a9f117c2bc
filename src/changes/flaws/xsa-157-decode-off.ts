import { type Flaw, wrapBackend } from '../change.ts';

export const xsa157DecodeOff: Flaw = {
  kind: 'flaw',
  id: 'xsa-157-decode-off',
  group: 'xsa-157',
  title: 'MSI-X is set up although the function does not decode memory',
  cause:
    'The host writes the vector table, which lies in a BAR, without a look at whether the function answers there: each ' +
    'access is an Unsupported Request. Today decode stays as it was at bind, so the attack needs a device that the ' +
    'firmware left without, or one whose physical function is off.',
  advisory: 'XSA-157',
  cves: ['CVE-2015-8551'],
  fixedBy: '408fb0e5aa7f',
  affected: 'Linux 3.1 to 4.3',
  rules: ['OPS-13'],
  oracles: ['host-integrity'],
  conflicts: ['msix-decode-on-vf'],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'msixDecodeOn', () => () => true),
};
