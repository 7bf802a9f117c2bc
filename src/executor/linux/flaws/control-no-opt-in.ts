import { expression } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const controlNoOptIn: Rewrite = {
  flaw: 'control-no-opt-in',
  changes: [
    {
      file: 'conf_space_capability.c',
      function: 'msi_msix_flags_write',
      edits: [expression('dev_data->allow_interrupt_control', '1')],
    },
  ],
};
