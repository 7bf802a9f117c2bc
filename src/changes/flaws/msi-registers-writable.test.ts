import { msiRegistersWritable } from './msi-registers-writable.ts';
import { prove } from './testing/prove.ts';

prove(msiRegistersWritable, ['host-integrity/uncovered/xen_pcibk_config_write'], { silentWithFlaw: [1, 2] });
