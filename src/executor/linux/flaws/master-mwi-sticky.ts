import { noCall } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const masterMwiSticky: Rewrite = {
  flaw: 'master-mwi-sticky',
  changes: [
    {
      file: 'conf_space_header.c',
      function: 'command_write',
      edits: [noCall('pci_clear_master'), noCall('pci_clear_mwi')],
    },
  ],
};
