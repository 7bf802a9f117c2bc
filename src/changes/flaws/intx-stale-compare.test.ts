import { intxStaleCompare } from './intx-stale-compare.ts';
import { prove } from './testing/prove.ts';

prove(intxStaleCompare, ['host-integrity/COMMAND-intx/command_write'], { silentWithFlaw: [1, 2] });
