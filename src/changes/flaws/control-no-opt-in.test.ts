import { controlNoOptIn } from './control-no-opt-in.ts';
import { prove } from './testing/prove.ts';

prove(
  controlNoOptIn,
  ['host-integrity/MSI_CONTROL/xen_pcibk_config_write', 'reply/CAP-22/xen_pcibk_do_one_op'],
  { silentWithFlaw: [1, 2] },
);
