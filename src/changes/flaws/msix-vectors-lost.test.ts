import { msixVectorsLost } from './msix-vectors-lost.ts';
import { prove } from './testing/prove.ts';

prove(msixVectorsLost, ['reply/EVT-18/xen_pcibk_do_one_op']);
