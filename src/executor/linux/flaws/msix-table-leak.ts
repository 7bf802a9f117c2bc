import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const msixTableLeak: Rewrite = {
  flaw: 'msix-table-leak',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_enable_msix',
      edits: [callBecomes('kfree', 'if (result == 0) $&')],
    },
  ],
};
