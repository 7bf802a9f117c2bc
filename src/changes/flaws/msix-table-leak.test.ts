import { msixTableLeak } from './msix-table-leak.ts';
import { prove } from './testing/prove.ts';

prove(msixTableLeak, ['leak/memory-kept/xen_pcibk_do_op'], { silentWithFlaw: [2] });
