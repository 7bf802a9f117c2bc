import { condition, rename } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa120Command: Rewrite = {
  flaw: 'xsa-120-command',
  changes: [
    {
      file: 'conf_space_header.c',
      function: 'command_write',
      edits: [
        condition(['xen_pcibk_permissive', 'permissive'], '0'),
        rename('PCI_COMMAND_GUEST', '0xffff', { times: 2 }),
      ],
    },
  ],
};
