import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa157HelperOnMsi: Rewrite = {
  flaw: 'xsa-157-helper-on-msi',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_control_isr',
      edits: [condition(['msi_enabled', 'msix_enabled'], '0')],
    },
  ],
};
