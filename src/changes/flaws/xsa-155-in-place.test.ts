import { prove } from './testing/prove.ts';
import { xsa155InPlace } from './xsa-155-in-place.ts';

prove(xsa155InPlace, ['double-fetch/op.value/xen_pcibk_do_one_op']);
