import { expression } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa157MsiTwice: Rewrite = {
  flaw: 'xsa-157-msi-twice',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_enable_msi',
      edits: [expression('dev->msi_enabled', '0'), expression('dev->msix_enabled', '0')],
    },
  ],
};
