import { teardownLeak } from './teardown-leak.ts';
import { prove } from './testing/prove.ts';

prove(
  teardownLeak,
  [
    'leak/channel/xen_pcibk_disconnect',
    'leak/mapped-at-closed/xen_pcibk_frontend_changed',
    'leak/mapping/xen_pcibk_disconnect',
  ],
  { silentWithFlaw: [1] },
);
