import { msixCountSigned } from './msix-count-signed.ts';
import { prove } from './testing/prove.ts';

prove(msixCountSigned, ['crash/out-of-bounds/xen_pcibk_enable_msix'], { silentWithFlaw: [1] });
