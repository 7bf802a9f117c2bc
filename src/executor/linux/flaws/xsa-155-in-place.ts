import { expression, noAssignment } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa155InPlace: Rewrite = {
  flaw: 'xsa-155-in-place',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_do_one_op',
      edits: [noAssignment('*op'), expression('&pdev->op', '&pdev->sh_info->op')],
    },
  ],
};
