import { prove } from './testing/prove.ts';
import { xsa331UnbindNoSync } from './xsa-331-unbind-no-sync.ts';

prove(xsa331UnbindNoSync, ['crash/null-dereference/xen_pcibk_do_one_op']);
