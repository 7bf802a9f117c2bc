import { mapFailureTraps } from './map-failure-traps.ts';
import { prove } from './testing/prove.ts';

prove(mapFailureTraps, ['crash/bug/xen_pcibk_do_attach'], { silentWithFlaw: [1] });
