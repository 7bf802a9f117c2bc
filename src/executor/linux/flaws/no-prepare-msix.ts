import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const noPrepareMsix: Rewrite = {
  flaw: 'no-prepare-msix',
  changes: [{ file: 'pci_stub.c', function: 'pcistub_init_device', edits: [condition(['msix_cap'], '0')] }],
};
