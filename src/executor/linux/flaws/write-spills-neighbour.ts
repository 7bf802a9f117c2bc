import { first } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const writeSpillsNeighbour: Rewrite = {
  flaw: 'write-spills-neighbour',
  note: 'The fields of one byte that go to the hardware as they are.',
  changes: [
    {
      file: 'conf_space.c',
      function: 'conf_space_write',
      edits: [
        first(
          'if (entry->field->size == 1 && entry->field->u.b.write == xen_pcibk_write_config_byte) { ' +
            'u32 rig_old; int rig_shift = 8 * (offset & 3), rig_err = pci_read_config_dword(dev, offset & ~3, &rig_old); ' +
            'return rig_err ? rig_err : pci_write_config_dword(dev, offset & ~3, ' +
            '(rig_old & ~(0xffu << rig_shift)) | (value & 0xff) << rig_shift); }',
        ),
      ],
    },
  ],
};
