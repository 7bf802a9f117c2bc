import { first } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const fatalInEvent: Rewrite = {
  flaw: 'fatal-in-event',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_test_and_schedule_op',
      edits: [
        first(
          'if (test_bit(3, (unsigned long *)&pdev->sh_info->flags)) ' +
            'xenbus_dev_fatal(pdev->xdev, -22, "unknown flag in the shared page");',
        ),
      ],
    },
  ],
};
