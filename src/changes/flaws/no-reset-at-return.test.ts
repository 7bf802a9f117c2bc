import { noResetAtReturn } from './no-reset-at-return.ts';
import { prove } from './testing/prove.ts';

prove(noResetAtReturn, ['leak/device-state/pcistub_put_pci_dev'], { silentWithFlaw: [1] });
