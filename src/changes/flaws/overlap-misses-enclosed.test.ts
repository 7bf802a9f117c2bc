import { overlapMissesEnclosed } from './overlap-misses-enclosed.ts';
import { prove } from './testing/prove.ts';

prove(overlapMissesEnclosed, ['reply/CONF-07/xen_pcibk_do_one_op'], { silentWithFlaw: [1, 2] });
