import { msixDecodeOnVf } from './msix-decode-on-vf.ts';
import { prove } from './testing/prove.ts';

prove(msixDecodeOnVf, ['reply/OPS-13/xen_pcibk_do_one_op']);
