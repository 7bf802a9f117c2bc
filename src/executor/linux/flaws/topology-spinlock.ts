import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const topologySpinlock: Rewrite = {
  flaw: 'topology-spinlock',
  note: "The virtual topology alone, and a lock of its own about the allocation: the type of the list's lock is in a structure.",
  changes: [
    {
      file: 'vpci.c',
      function: '__xen_pcibk_add_pci_dev',
      edits: [
        callBecomes(
          'kmalloc',
          '({ void *rig_entry; spin_lock(&rig_list_lock); rig_entry = $&; spin_unlock(&rig_list_lock); rig_entry; })',
        ),
      ],
      needs: 'static DEFINE_SPINLOCK(rig_list_lock);',
    },
  ],
};
