import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const overlapMissesEnclosed: Rewrite = {
  flaw: 'overlap-misses-enclosed',
  changes: [
    {
      file: 'conf_space.c',
      function: 'xen_pcibk_config_read',
      edits: [
        condition(
          ['field_start', 'field_end'],
          '(offset >= field_start && offset < field_end) || (offset + size > field_start && offset + size <= field_end)',
        ),
      ],
    },
    {
      file: 'conf_space.c',
      function: 'xen_pcibk_config_write',
      edits: [
        condition(
          ['field_start', 'field_end'],
          '(offset >= field_start && offset < field_end) || (offset + size > field_start && offset + size <= field_end)',
        ),
      ],
    },
  ],
};
