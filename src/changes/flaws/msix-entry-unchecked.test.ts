import { msixEntryUnchecked } from './msix-entry-unchecked.ts';
import { prove } from './testing/prove.ts';

prove(msixEntryUnchecked, ['crash/out-of-bounds/msix_setup_entries'], { silentWithFlaw: [1] });
