import { noCall } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const releaseGuard: Rewrite = {
  flaw: 'release-guard',
  note: 'What the guard skips is skipped: the guard itself is in a header, and two more places use it.',
  changes: [{ file: 'pci_stub.c', function: 'pcistub_remove', edits: [noCall('xen_pcibk_release_pci_dev')] }],
};
