import { noRestoreAtReturn } from './no-restore-at-return.ts';
import { prove } from './testing/prove.ts';

prove(noRestoreAtReturn, ['leak/config/pcistub_put_pci_dev'], { silentWithFlaw: [2] });
