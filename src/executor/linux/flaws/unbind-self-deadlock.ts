import { condition } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const unbindSelfDeadlock: Rewrite = {
  flaw: 'unbind-self-deadlock',
  changes: [
    {
      file: 'vpci.c',
      function: '__xen_pcibk_release_pci_dev',
      edits: [condition(['lock'], '1', { times: 2 })],
    },
    {
      file: 'passthrough.c',
      function: '__xen_pcibk_release_pci_dev',
      edits: [condition(['lock'], '1', { times: 2 })],
    },
  ],
};
