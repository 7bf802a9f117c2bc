import { noCall } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa331UnbindNoSync: Rewrite = {
  flaw: 'xsa-331-unbind-no-sync',
  changes: [{ file: 'xenbus.c', function: 'xen_pcibk_disconnect', edits: [noCall('flush_work')] }],
};
