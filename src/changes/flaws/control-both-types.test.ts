import { controlBothTypes } from './control-both-types.ts';
import { prove } from './testing/prove.ts';

prove(controlBothTypes, ['host-integrity/both-types/xen_pcibk_config_write'], { silentWithFlaw: [1] });
