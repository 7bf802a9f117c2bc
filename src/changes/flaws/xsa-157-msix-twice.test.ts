import { prove } from './testing/prove.ts';
import { xsa157MsixTwice } from './xsa-157-msix-twice.ts';

prove(xsa157MsixTwice, [
  'crash/use-after-free/pci_disable_msix',
  'crash/warn/pci_enable_msix',
  'reply/OPS-12/xen_pcibk_do_one_op',
]);
