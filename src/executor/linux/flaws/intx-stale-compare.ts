import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const intxStaleCompare: Rewrite = {
  flaw: 'intx-stale-compare',
  changes: [
    {
      file: 'conf_space_header.c',
      function: 'command_write',
      edits: [
        condition(
          ['allow_interrupt_control'],
          'dev_data && dev_data->allow_interrupt_control && (value & PCI_COMMAND_INTX_DISABLE)',
        ),
      ],
    },
  ],
};
