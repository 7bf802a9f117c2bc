import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const msixDecodeOnVf: Rewrite = {
  flaw: 'msix-decode-on-vf',
  changes: [
    { file: 'pciback_ops.c', function: 'xen_pcibk_enable_msix', edits: [callBecomes('pci_physfn', 'dev')] },
  ],
};
