import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const teardownLeak: Rewrite = {
  flaw: 'teardown-leak',
  changes: [
    {
      file: 'xenbus.c',
      function: 'free_pdev',
      edits: [
        callBecomes(
          'xen_pcibk_disconnect',
          'if (xenbus_read_driver_state(pdev->xdev->otherend) != XenbusStateUnknown) $&',
        ),
      ],
    },
  ],
};
