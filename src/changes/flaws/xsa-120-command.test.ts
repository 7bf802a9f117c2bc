import { prove } from './testing/prove.ts';
import { xsa120Command } from './xsa-120-command.ts';

prove(xsa120Command, ['host-integrity/COMMAND-decode/xen_pcibk_config_write']);
