import { noCall } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const noResetAtReturn: Rewrite = {
  flaw: 'no-reset-at-return',
  changes: [
    {
      file: 'pci_stub.c',
      function: 'pcistub_put_pci_dev',
      edits: [noCall('__pci_reset_function_locked|pcistub_reset_device_state')],
    },
  ],
};
