import { prove } from './testing/prove.ts';
import { uncoveredWritable } from './uncovered-writable.ts';

prove(uncoveredWritable, ['host-integrity/uncovered/xen_pcibk_config_write'], { silentWithFlaw: [2] });
