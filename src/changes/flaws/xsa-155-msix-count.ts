import { OP_VALUE, SH_OP } from '../../abi/pciif.ts';
import { sharedPage } from '../../backend/operations/shared-page.ts';
import { Site } from '../../platform/recorder.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const xsa155MsixCount: Flaw = {
  kind: 'flaw',
  id: 'xsa-155-msix-count',
  group: 'xsa-155',
  title: 'the MSI-X vector count is read again at each use',
  cause:
    'The number of vectors is compared with the limit, then read from the shared page again for the allocation and ' +
    'as the bound of both loops; a guest that raises it in between has the table overrun.',
  advisory: 'XSA-155',
  cves: ['CVE-2015-8550'],
  fixedBy: '8135cf8b0927',
  affected: 'before Linux 4.4',
  rules: ['EVT-12', 'OPS-11', 'OPS-15'],
  oracles: ['double-fetch', 'crash'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(
      seams,
      'msixCount',
      () => (connection) =>
        sharedPage(connection, 'xen_pcibk_enable_msix').fetch32(SH_OP + OP_VALUE, Site.xen_pcibk_enable_msix),
    ),
};
