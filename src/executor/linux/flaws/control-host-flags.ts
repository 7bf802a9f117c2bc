import { first } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const controlHostFlags: Rewrite = {
  flaw: 'control-host-flags',
  changes: [
    {
      file: 'conf_space.c',
      function: 'xen_pcibk_get_interrupt_type',
      edits: [
        first(
          'int types = (dev->msi_enabled ? INTERRUPT_TYPE_MSI : 0) | (dev->msix_enabled ? INTERRUPT_TYPE_MSIX : 0); ' +
            'return types ? types : INTERRUPT_TYPE_INTX;',
        ),
      ],
    },
  ],
};
