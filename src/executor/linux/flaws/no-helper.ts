import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const noHelper: Rewrite = {
  flaw: 'no-helper',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_control_isr',
      edits: [condition(['msi_enabled', 'msix_enabled'], '1')],
    },
  ],
};
