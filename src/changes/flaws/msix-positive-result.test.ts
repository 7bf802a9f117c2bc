import { msixPositiveResult } from './msix-positive-result.ts';
import { prove } from './testing/prove.ts';

prove(msixPositiveResult, ['reply/ABI-06-msi/xen_pcibk_do_one_op']);
