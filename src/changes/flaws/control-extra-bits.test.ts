import { controlExtraBits } from './control-extra-bits.ts';
import { prove } from './testing/prove.ts';

prove(controlExtraBits, [
  'host-integrity/MSI_CONTROL/xen_pcibk_config_write',
  'reply/CAP-22/xen_pcibk_do_one_op',
]);
