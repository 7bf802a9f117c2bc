import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const controlBothTypes: Rewrite = {
  flaw: 'control-both-types',
  changes: [
    {
      file: 'conf_space_capability.c',
      function: 'msi_msix_flags_write',
      edits: [condition(['int_type', 'INTERRUPT_TYPE_NONE'], '1')],
    },
  ],
};
