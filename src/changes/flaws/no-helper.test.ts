import { noHelper } from './no-helper.ts';
import { prove } from './testing/prove.ts';

prove(noHelper, ['starvation/line-shut/xen_pcibk_guest_interrupt'], { silentWithFlaw: [1] });
