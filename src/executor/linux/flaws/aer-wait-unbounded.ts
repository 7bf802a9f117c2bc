import { rename } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const aerWaitUnbounded: Rewrite = {
  flaw: 'aer-wait-unbounded',
  changes: [
    { file: 'pci_stub.c', function: 'common_process', edits: [rename('HZ', '0 + MAX_SCHEDULE_TIMEOUT')] },
  ],
};
