import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa157DecodeOff: Rewrite = {
  flaw: 'xsa-157-decode-off',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_enable_msix',
      edits: [callBecomes('pci_read_config_word', 'cmd = PCI_COMMAND_MEMORY')],
    },
  ],
};
