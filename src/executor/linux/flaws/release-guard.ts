import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const releaseGuard: Rewrite = {
  flaw: 'release-guard',
  changes: [
    {
      file: 'pciback.h',
      function: 'xen_pcibk_release_pci_dev',
      edits: [condition(['xen_pcibk_backend', 'release'], '0')],
    },
  ],
};
