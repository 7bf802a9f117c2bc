import { capabilityWalkEachTime } from './capability-walk-each-time.ts';
import { prove } from './testing/prove.ts';

prove(capabilityWalkEachTime, ['host-integrity/COMMAND-decode/xen_pcibk_config_write'], {
  silentWithFlaw: [1],
});
