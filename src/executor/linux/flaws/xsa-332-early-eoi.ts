import { condition, expression } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa332EarlyEoi: Rewrite = {
  flaw: 'xsa-332-early-eoi',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_test_and_schedule_op',
      edits: [
        condition(['eoi'], '1'),
        expression('XEN_EOI_FLAG_SPURIOUS', 'eoi ? XEN_EOI_FLAG_SPURIOUS : 0'),
      ],
    },
  ],
};
