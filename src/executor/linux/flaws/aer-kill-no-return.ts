import { returnBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const aerKillNoReturn: Rewrite = {
  flaw: 'aer-kill-no-return',
  changes: [
    {
      file: 'pci_stub.c',
      function: 'kill_domain_by_device',
      edits: [returnBecomes('xbt.id = err;', { nth: 1 })],
    },
  ],
};
