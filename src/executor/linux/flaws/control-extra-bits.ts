import { expression } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const controlExtraBits: Rewrite = {
  flaw: 'control-extra-bits',
  changes: [
    {
      file: 'conf_space_capability.c',
      function: 'msi_msix_flags_write',
      edits: [expression('field_config->allowed_bits', '0xffff')],
    },
  ],
};
