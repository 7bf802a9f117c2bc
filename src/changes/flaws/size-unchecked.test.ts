import { sizeUnchecked } from './size-unchecked.ts';
import { prove } from './testing/prove.ts';

prove(sizeUnchecked, ['reply/CONF-01/xen_pcibk_do_one_op'], { silentWithFlaw: [1] });
