import { stalePageReference } from './stale-page-reference.ts';
import { prove } from './testing/prove.ts';

prove(stalePageReference, ['crash/unmapped-page/xen_pcibk_error_detected'], { silentWithFlaw: [1] });
