import { expression } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa157MsixTwice: Rewrite = {
  flaw: 'xsa-157-msix-twice',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_enable_msix',
      edits: [expression('dev->msix_enabled', '0'), expression('dev->msi_enabled', '0')],
    },
  ],
};
