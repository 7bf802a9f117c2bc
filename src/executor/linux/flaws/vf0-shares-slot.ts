import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const vf0SharesSlot: Rewrite = {
  flaw: 'vf0-shares-slot',
  changes: [
    {
      file: 'vpci.c',
      function: '__xen_pcibk_add_pci_dev',
      edits: [condition(['is_virtfn', 'func'], '1'), condition(['is_virtfn', 'PCI_FUNC'], '0')],
    },
  ],
};
