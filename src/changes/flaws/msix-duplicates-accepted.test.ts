import { msixDuplicatesAccepted } from './msix-duplicates-accepted.ts';
import { prove } from './testing/prove.ts';

prove(msixDuplicatesAccepted, ['reply/OPS-20/xen_pcibk_do_one_op'], { silentWithFlaw: [1] });
