import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const msixCountSigned: Rewrite = {
  flaw: 'msix-count-signed',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_enable_msix',
      edits: [condition(['SH_INFO_MAX_VEC'], '(s16)op->value > SH_INFO_MAX_VEC')],
    },
  ],
};
