import { type Flaw, wrapBackend } from '../change.ts';

export const msixCountSigned: Flaw = {
  kind: 'flaw',
  id: 'msix-count-signed',
  group: 'msix-count-signed',
  title: 'the MSI-X vector count is compared as a signed number',
  cause:
    'The comparison with the limit takes the count for a signed 16-bit number, so one with the top bit set is ' +
    'negative and passes; the loops then run over it unsigned and leave the entries of the request. A 32-bit count ' +
    'would show nothing: the allocator refuses a table of that size.',
  advisory: 'XSA-270',
  cves: ['CVE-2018-15471'],
  fixedBy: 'none: fixed in netback',
  affected: 'none: a class, from netback',
  rules: ['ABI-12', 'OPS-11'],
  oracles: ['crash'],
  conflicts: ['msix-count-off-by-one'],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(
      seams,
      'msixCountAllowed',
      (previous) => (driver, count) => (count << 16) >> 16 < 0 || previous(driver, count),
    ),
};
