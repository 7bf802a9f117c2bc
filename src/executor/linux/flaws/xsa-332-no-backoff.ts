import { rename } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xsa332NoBackoff: Rewrite = {
  flaw: 'xsa-332-no-backoff',
  note: "The delay is the event core's; here the driver does not tell it that an event led to nothing.",
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_test_and_schedule_op',
      edits: [rename('XEN_EOI_FLAG_SPURIOUS', '0')],
    },
  ],
};
