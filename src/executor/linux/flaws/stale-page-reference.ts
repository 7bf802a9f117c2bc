import { noAssignment } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const stalePageReference: Rewrite = {
  flaw: 'stale-page-reference',
  changes: [{ file: 'xenbus.c', function: 'xen_pcibk_disconnect', edits: [noAssignment('pdev->sh_info')] }],
};
