import { controlHostFlags } from './control-host-flags.ts';
import { prove } from './testing/prove.ts';

prove(controlHostFlags, ['host-integrity/both-types/xen_pcibk_config_write']);
