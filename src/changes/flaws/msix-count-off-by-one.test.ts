import { msixCountOffByOne } from './msix-count-off-by-one.ts';
import { prove } from './testing/prove.ts';

prove(msixCountOffByOne, ['crash/out-of-bounds/xen_pcibk_enable_msix'], { silentWithFlaw: [1] });
