import { noAssignment } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const optInSurvives: Rewrite = {
  flaw: 'opt-in-survives',
  changes: [
    {
      file: 'pci_stub.c',
      function: 'pcistub_put_pci_dev',
      edits: [noAssignment('dev_data->allow_interrupt_control')],
    },
  ],
};
