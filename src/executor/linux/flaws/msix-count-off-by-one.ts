import { rename } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const msixCountOffByOne: Rewrite = {
  flaw: 'msix-count-off-by-one',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_enable_msix',
      edits: [rename('SH_INFO_MAX_VEC', 'SH_INFO_MAX_VEC + 1')],
    },
  ],
};
