import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const closedBeforeUnmap: Rewrite = {
  flaw: 'closed-before-unmap',
  changes: [
    {
      file: 'xenbus.c',
      function: 'xen_pcibk_frontend_changed',
      edits: [
        callBecomes('xen_pcibk_disconnect', 'xenbus_switch_state(xdev, XenbusStateClosed)', { nth: 2 }),
        callBecomes('xenbus_switch_state', 'xen_pcibk_disconnect(pdev)', { nth: 3 }),
      ],
    },
  ],
};
