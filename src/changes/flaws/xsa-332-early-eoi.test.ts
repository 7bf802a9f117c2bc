import { prove } from './testing/prove.ts';
import { xsa332EarlyEoi } from './xsa-332-early-eoi.ts';

prove(xsa332EarlyEoi, ['starvation/early-eoi/xen_pcibk_handle_event']);
