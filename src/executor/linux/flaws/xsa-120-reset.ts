import { assignment } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa120Reset: Rewrite = {
  flaw: 'xsa-120-reset',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_reset_device',
      edits: [assignment('dev->is_busmaster', 'pci_write_config_word(dev, PCI_COMMAND, 0); $&', { nth: 1 })],
    },
  ],
};
