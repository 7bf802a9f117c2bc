import { closedBeforeUnmap } from './closed-before-unmap.ts';
import { prove } from './testing/prove.ts';

prove(closedBeforeUnmap, ['leak/mapped-at-closed/xen_pcibk_frontend_changed'], { silentWithFlaw: [1] });
