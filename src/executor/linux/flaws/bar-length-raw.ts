import { rename } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const barLengthRaw: Rewrite = {
  flaw: 'bar-length-raw',
  changes: [
    {
      file: 'conf_space_header.c',
      function: 'bar_init',
      edits: [
        rename('resource_size', ' -resource_size', { times: 2 }),
        rename('PCI_REGION_FLAG_MASK', '0', { nth: 2 }),
      ],
    },
  ],
};
