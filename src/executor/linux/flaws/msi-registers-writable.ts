import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const msiRegistersWritable: Rewrite = {
  flaw: 'msi-registers-writable',
  changes: [
    {
      file: 'conf_space_capability.c',
      function: 'xen_pcibk_config_capability_add_fields',
      edits: [
        callBecomes(
          'xen_pcibk_config_add_fields_offset',
          '$&; if (!err && cap->capability == PCI_CAP_ID_MSI) err = xen_pcibk_config_add_fields_offset(dev, rig_message, cap_offset)',
          { nth: 2 },
        ),
      ],
      needs:
        'static const struct config_field rig_message[] = { { .offset = PCI_MSI_ADDRESS_LO, .size = 4, .u.dw.read = xen_pcibk_read_config_dword, .u.dw.write = xen_pcibk_write_config_dword }, { .offset = PCI_MSI_ADDRESS_HI, .size = 4, .u.dw.read = xen_pcibk_read_config_dword, .u.dw.write = xen_pcibk_write_config_dword }, {} };',
    },
  ],
};
