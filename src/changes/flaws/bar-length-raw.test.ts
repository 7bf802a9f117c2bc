import { barLengthRaw } from './bar-length-raw.ts';
import { prove } from './testing/prove.ts';

prove(barLengthRaw, ['reply/HDR-43/xen_pcibk_do_one_op']);
