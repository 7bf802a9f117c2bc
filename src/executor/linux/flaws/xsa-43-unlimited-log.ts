import { rename } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa43UnlimitedLog: Rewrite = {
  flaw: 'xsa-43-unlimited-log',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_enable_msi',
      edits: [rename('dev_warn_ratelimited', 'dev_warn')],
    },
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_enable_msix',
      edits: [rename('dev_warn_ratelimited', 'dev_warn')],
    },
  ],
};
