import { releaseGuard } from './release-guard.ts';
import { prove } from './testing/prove.ts';

prove(releaseGuard, ['crash/null-dereference/xen_pcibk_config_read'], { silentWithFlaw: [1] });
