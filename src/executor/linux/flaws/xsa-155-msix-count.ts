import { expression } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa155MsixCount: Rewrite = {
  flaw: 'xsa-155-msix-count',
  note: 'Each use is a load of its own: the compiler is not left the choice.',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_enable_msix',
      edits: [expression('op->value', '*(volatile u32 *)&pdev->sh_info->op.value', { times: 5 })],
    },
  ],
};
