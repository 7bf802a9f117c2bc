import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const helperOnIrq0: Rewrite = {
  flaw: 'helper-on-irq0',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_control_isr',
      edits: [condition(['dev_data', 'irq'], '0')],
    },
  ],
};
