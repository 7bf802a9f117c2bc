import { prove } from './testing/prove.ts';
import { xsa120Reset } from './xsa-120-reset.ts';

prove(xsa120Reset, ['host-integrity/COMMAND-decode/xen_pcibk_config_write'], { silentWithFlaw: [1, 2] });
