import { prove } from './testing/prove.ts';
import { xsa332NoBackoff } from './xsa-332-no-backoff.ts';

prove(xsa332NoBackoff, ['starvation/event-storm/xen_pcibk_handle_event'], { silentWithFlaw: [1] });
