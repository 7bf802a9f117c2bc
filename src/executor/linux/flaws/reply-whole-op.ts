import { assignment } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const replyWholeOp: Rewrite = {
  flaw: 'reply-whole-op',
  note: 'The reply is put together in memory that was allocated, not in a variable: what that held before is the same in each run.',
  changes: [
    {
      file: 'pciback_ops.c',
      function: 'xen_pcibk_do_one_op',
      edits: [
        assignment(
          'pdev->sh_info->op.err',
          'struct xen_pci_op *rig_reply = kmalloc(sizeof(*rig_reply), GFP_KERNEL); ' +
            'rig_reply->err = op->err; rig_reply->value = op->value; ' +
            'memcpy(&pdev->sh_info->op, rig_reply, op->cmd == XEN_PCI_OP_enable_msix ? sizeof(*op) : ' +
            'offsetof(struct xen_pci_op, msix_entries)); kfree(rig_reply); $&',
        ),
      ],
    },
  ],
};
