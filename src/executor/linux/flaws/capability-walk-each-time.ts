import { callBecomes } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const capabilityWalkEachTime: Rewrite = {
  flaw: 'capability-walk-each-time',
  changes: [
    {
      file: 'conf_space_capability.c',
      function: 'pm_ctrl_write',
      edits: [
        callBecomes(
          'pci_write_config_word',
          'pci_write_config_word(dev, pci_find_capability(dev, PCI_CAP_ID_PM) + PCI_PM_CTRL, new_value)',
        ),
      ],
    },
    {
      file: 'conf_space_capability.c',
      function: 'vpd_address_write',
      edits: [
        callBecomes(
          'pci_write_config_word',
          'pci_write_config_word(dev, pci_find_capability(dev, PCI_CAP_ID_VPD) + PCI_VPD_ADDR, value)',
        ),
      ],
    },
  ],
};
