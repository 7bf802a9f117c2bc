import { noCall } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const noRestoreAtReturn: Rewrite = {
  flaw: 'no-restore-at-return',
  changes: [{ file: 'pci_stub.c', function: 'pcistub_put_pci_dev', edits: [noCall('pci_restore_state')] }],
};
