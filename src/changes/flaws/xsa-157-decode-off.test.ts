import { prove } from './testing/prove.ts';
import { xsa157DecodeOff } from './xsa-157-decode-off.ts';

prove(xsa157DecodeOff, ['host-integrity/msix-table/xen_pcibk_enable_msix'], { silentWithFlaw: [2] });
