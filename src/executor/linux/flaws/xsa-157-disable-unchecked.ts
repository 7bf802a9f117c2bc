import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa157DisableUnchecked: Rewrite = {
  flaw: 'xsa-157-disable-unchecked',
  changes: [
    { file: 'pciback_ops.c', function: 'xen_pcibk_disable_msi', edits: [condition(['msi_enabled'], '1')] },
    { file: 'pciback_ops.c', function: 'xen_pcibk_disable_msix', edits: [condition(['msix_enabled'], '1')] },
  ],
};
