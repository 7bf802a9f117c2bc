import { SH_INFO_MAX_VEC } from '../../abi/pciif.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const msixCountOffByOne: Flaw = {
  kind: 'flaw',
  id: 'msix-count-off-by-one',
  group: 'msix-count-off-by-one',
  title: 'one MSI-X vector more than the request has room for is accepted',
  cause:
    'The limit is taken for the first count that is too large plus one, so a request for 129 vectors reads and writes ' +
    'behind the 128 entries. Boundary counts broke other backends in the same way.',
  advisory: 'XSA-423',
  cves: ['CVE-2022-3643'],
  fixedBy: 'none: fixed in netback',
  affected: 'none: a class, from netback',
  rules: ['ABI-12', 'OPS-11'],
  oracles: ['crash'],
  conflicts: ['msix-count-signed'],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(
      seams,
      'msixCountAllowed',
      (previous) => (driver, count) => count === SH_INFO_MAX_VEC + 1 || previous(driver, count),
    ),
};
