import { capabilityLoop } from './capability-loop.ts';
import { prove } from './testing/prove.ts';

prove(capabilityLoop, ['starvation/endless-loop/pci_find_capability'], { silentWithFlaw: [1] });
