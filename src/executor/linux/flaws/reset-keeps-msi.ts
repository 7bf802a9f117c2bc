import { noCall } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const resetKeepsMsi: Rewrite = {
  flaw: 'reset-keeps-msi',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_reset_device',
      edits: [noCall('pci_disable_msix'), noCall('pci_disable_msi')],
    },
  ],
};
