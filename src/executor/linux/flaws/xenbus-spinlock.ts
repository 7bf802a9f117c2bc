import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const xenbusSpinlock: Rewrite = {
  flaw: 'xenbus-spinlock',
  note: "One lock for all connections: the type of each one's own is in a structure.",
  changes: [
    {
      file: 'xenbus.c',
      function: 'xen_pcibk_disconnect',
      edits: [
        callBecomes('mutex_lock', 'spin_lock(&rig_dev_lock)'),
        callBecomes('mutex_unlock', 'spin_unlock(&rig_dev_lock)'),
      ],
      needs: 'static DEFINE_SPINLOCK(rig_dev_lock);',
    },
    {
      file: 'xenbus.c',
      function: 'xen_pcibk_attach',
      edits: [
        callBecomes('mutex_lock', 'spin_lock(&rig_dev_lock)'),
        callBecomes('mutex_unlock', 'spin_unlock(&rig_dev_lock)'),
      ],
    },
    {
      file: 'xenbus.c',
      function: 'xen_pcibk_reconfigure',
      edits: [
        callBecomes('mutex_lock', 'spin_lock(&rig_dev_lock)'),
        callBecomes('mutex_unlock', 'spin_unlock(&rig_dev_lock)'),
      ],
    },
    {
      file: 'xenbus.c',
      function: 'xen_pcibk_setup_backend',
      edits: [
        callBecomes('mutex_lock', 'spin_lock(&rig_dev_lock)'),
        callBecomes('mutex_unlock', 'spin_unlock(&rig_dev_lock)'),
      ],
    },
  ],
};
