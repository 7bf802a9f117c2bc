import { prove } from './testing/prove.ts';
import { xsa157DisableUnchecked } from './xsa-157-disable-unchecked.ts';

prove(xsa157DisableUnchecked, ['host-integrity/helper-ack/xen_pcibk_guest_interrupt'], {
  silentWithFlaw: [1, 2],
});
