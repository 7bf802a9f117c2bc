import { noAssignment } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const msixVectorsLost: Rewrite = {
  flaw: 'msix-vectors-lost',
  note: 'The count that is never taken is 0, as is the result that took its place.',
  changes: [{ file: 'pciback_ops.c', function: 'xen_pcibk_do_one_op', edits: [noAssignment('nr')] }],
};
