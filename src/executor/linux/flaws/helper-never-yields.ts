import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const helperNeverYields: Rewrite = {
  flaw: 'helper-never-yields',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_guest_interrupt',
      edits: [callBecomes('xen_test_irq_shared', '0')],
    },
  ],
};
