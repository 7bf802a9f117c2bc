import { beforeCall } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const mapFailureTraps: Rewrite = {
  flaw: 'map-failure-traps',
  changes: [
    {
      file: 'xenbus.c',
      function: 'xen_pcibk_do_attach',
      edits: [beforeCall('xenbus_dev_fatal', 'BUG();', { nth: 1 })],
    },
  ],
};
