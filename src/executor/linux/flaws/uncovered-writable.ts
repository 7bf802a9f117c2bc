import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const uncoveredWritable: Rewrite = {
  flaw: 'uncovered-writable',
  changes: [
    {
      file: 'conf_space.c',
      function: 'xen_pcibk_config_write',
      edits: [condition(['xen_pcibk_permissive', 'permissive'], '1')],
    },
  ],
};
