import { eoiUnmaskPending } from './eoi-unmask-pending.ts';
import { prove } from './testing/prove.ts';

prove(
  eoiUnmaskPending,
  ['crash/warn/xen_pcibk_handle_event', 'starvation/early-eoi/xen_pcibk_handle_event'],
  { silentWithFlaw: [1] },
);
