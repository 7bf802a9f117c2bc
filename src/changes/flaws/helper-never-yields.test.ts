import { helperNeverYields } from './helper-never-yields.ts';
import { prove } from './testing/prove.ts';

prove(helperNeverYields, ['starvation/line-kept/xen_pcibk_guest_interrupt'], { silentWithFlaw: [1, 2] });
