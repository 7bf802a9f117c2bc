import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const workerGivesUp: Rewrite = {
  flaw: 'worker-gives-up',
  note: 'The whole connection is released: the work is a part of it.',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_do_op',
      edits: [
        callBecomes(
          'xen_pcibk_lateeoi',
          'if (pdev->op.err == XEN_PCI_ERR_not_implemented) kfree(pdev); else $&',
        ),
      ],
    },
  ],
};
